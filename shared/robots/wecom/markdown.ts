import { LIST_ITEM, type MarkdownLine, markdownLines } from '../markdown-lines.ts';

/**
 * Neutral markdown in the subset of WeCom's `markdown` message: headings, bold,
 * links, inline code, quotes and three font colours (page 91770). Lists, images
 * and rules would be shown as typed, so a dash is dropped (what follows is a
 * labelled line), an image becomes a link and a rule goes. A newline breaks the
 * line, and an indent would unmake a heading or quote.
 */
export function wecomMarkdown(markdown: string): string {
  return markdownLines(markdown)
    .filter(({ text }) => !/^\s*(?:-{3,}|\*{3,}|_{3,})$/.test(text))
    .map((line) => adapt(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function adapt(line: MarkdownLine): string {
  const text = (line.kind === 'list' ? withoutDash(line.text) : line.text).trimStart();

  return text.replace(/!(?=\[[^\]\n]*\]\()/g, '');
}

/** Numbers stay: "1. …" reads well as it is. So does a dash before what would turn into a heading or quote. */
function withoutDash(line: string): string {
  const [, , marker = '', rest = ''] = LIST_ITEM.exec(line) ?? [];
  if (/^\d/.test(marker) || /^\s*[#>]/.test(rest)) return line;

  return rest;
}
