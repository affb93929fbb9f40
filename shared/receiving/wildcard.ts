/**
 * Whether a text fits a pattern in which `*` stands for any characters. Looked
 * for piece by piece: a regular expression could take for ever.
 */
export function fitsWildcard(value: string, wildcard: string): boolean {
  const [first = '', ...pieces] = wildcard.split('*');
  if (pieces.length === 0) return value === wildcard;

  const last = pieces.pop() ?? '';
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let at = first.length;
  for (const piece of pieces) {
    const found = value.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
