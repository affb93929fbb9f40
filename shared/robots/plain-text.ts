import { markdownLines } from './markdown-lines.ts';

const IMAGE_OR_LINK = /!?\[([^[\]\n]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)/g;

/**
 * Neutral markdown as a person would type it: no marks, a link as its text and
 * address, list dashes kept. For products and moments that have only text.
 */
export function plainText(markdown: string): string {
  const lines = markdownLines(markdown).map(({ kind, text }) => plainLine(kind === 'list' ? text : text.trimStart()));

  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function plainLine(line: string): string {
  return line
    .replace(/^#{1,6}\s+/, '')
    .replace(/^(?:>\s*)+/, '')
    .replace(IMAGE_OR_LINK, (_, words: string, url: string) =>
      words === '' || words === url ? url : `${words} ${url}`,
    )
    .replace(/<\/?font\b[^<>\n]*>/gi, '')
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/`([^`\n]+)`/g, '$1');
}
