import { type CompiledMatcher, compileMatcher, parseMatcher, sharedPatterns } from './matcher.ts';

const KNOWN = new WeakMap<readonly string[], readonly CompiledMatcher[]>();

/** Matchers that were judged before and stored as texts, made ready once as long as the texts are remembered. */
export function storedMatchers(texts: readonly string[]): readonly CompiledMatcher[] {
  const known = KNOWN.get(texts);
  if (known !== undefined) return known;

  const patterns = sharedPatterns();
  const matchers = texts.map((text) => compileMatcher(readStored(text), patterns));
  KNOWN.set(texts, matchers);
  return matchers;
}

/** What was stored was judged before. */
function readStored(text: string) {
  const reading = parseMatcher(text, 'stored');
  if ('problem' in reading) throw new Error(`a stored matcher is none: ${reading.problem}`);

  return reading.matcher;
}
