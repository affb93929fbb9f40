/** Whether a text has a wildcard: `*` for any characters, `?` for one. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** What tells whether a text fits a pattern with wildcards as a whole. */
export function compileGlob(pattern: string): (text: string) => boolean {
  if (!isGlob(pattern)) return (text) => text === pattern;
  if (pattern.includes('?')) return (text) => fits([...pattern], [...text]);

  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  return (text) => hasInOrder(text, first, rest, last);
}

/** The pieces between the stars: the first begins the text, the last ends it, the others follow each other between. */
function hasInOrder(text: string, first: string, between: readonly string[], last: string): boolean {
  const endsAt = text.length - last.length;
  if (endsAt < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;

  let at = first.length;
  for (const piece of between) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= endsAt;
}

/** Of several stars only the last can have taken too little, so the time is bounded by the product of both lengths. */
function fits(wanted: readonly string[], given: readonly string[]): boolean {
  let [at, place, star, starPlace] = [0, 0, -1, 0];
  while (place < given.length) {
    if (wanted[at] === '*') {
      [star, starPlace] = [at, place];
      at += 1;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[place])) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      starPlace += 1;
      [at, place] = [star + 1, starPlace];
    } else return false;
  }

  return wanted.slice(at).every((character) => character === '*');
}
