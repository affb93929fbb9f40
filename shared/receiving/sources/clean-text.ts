/**
 * Text as it may be kept and shown: control characters removed, line ends made
 * `\n`, half characters (lone surrogates) replaced, no blank at either end.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}

/** Clean text on one line, for names, targets, ids and labels' names. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/[\n\t]+/g, ' ');
}
