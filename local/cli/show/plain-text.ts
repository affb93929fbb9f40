/**
 * Characters that a terminal takes for orders, or that turn the text around
 * them: an alert's name comes from outside and may hold any.
 */
const ORDERS = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text on one line that only shows itself. */
export function plainText(text: string): string {
  return text.replace(/\r?\n|\t/g, ' ').replace(ORDERS, '');
}

/** The same with its lines kept. */
export function plainLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => plainText(line))
    .join('\n');
}
