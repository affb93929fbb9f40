const IMAGE_OR_LINK = /!?\[([^[\]\n]*)\]\(([^()\s]*)\)/g;

/**
 * What a message in the products' markdown says, without its marks, a link as
 * its words and address: for a heading, a digest, and the other product.
 */
export function spokenText(markdown: string): string {
  const lines = markdown.split(/\r\n|\r|\n/).map((line) =>
    line
      .trim()
      .replace(/^#{1,6}\s+/, '')
      .replace(/^(?:>\s*)+/, '')
      .replace(IMAGE_OR_LINK, (_, words: string, url: string) =>
        words === '' || words === url ? url : `${words} ${url}`,
      )
      .replace(/<\/?font\b[^<>\n]*>/gi, '')
      .replace(/\*\*([^*\n]+)\*\*/g, '$1')
      .replace(/`([^`\n]+)`/g, '$1'),
  );

  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
