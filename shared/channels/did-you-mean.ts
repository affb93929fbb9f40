/**
 * The word of `known` that a wrong one was probably meant to be: the same but
 * for case and separators, or at most two typing slips away.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const same = known.find((candidate) => letters(candidate) === letters(word));
  if (same !== undefined) return same;

  const [nearest] = known
    .map((candidate) => ({ candidate, slips: distance(letters(word), letters(candidate)) }))
    .filter(({ candidate, slips }) => slips <= Math.min(2, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.slips - b.slips);
  return nearest?.candidate;
}

function letters(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '');
}

/** Single-letter insertions, deletions and changes from one word to the other; long words count as far apart. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;

  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const changed = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
