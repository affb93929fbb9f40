/**
 * The word to add so that a message passes the robot's keyword setting; the
 * empty string when one of the words is there already, or none is asked for.
 *
 * Whether a robot minds upper and lower case is not documented, so only the
 * word as it is written in the setting counts.
 */
export function missingKeyword(keywords: readonly string[], ...sent: readonly string[]): string {
  const wanted = keywords.filter((keyword) => keyword !== '');
  if (wanted.some((keyword) => sent.some((text) => text.includes(keyword)))) return '';

  return wanted[0] ?? '';
}
