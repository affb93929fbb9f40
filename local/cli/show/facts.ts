import { plainText } from './plain-text.ts';
import { padTo, widthOf } from './width.ts';

/** Names and values under each other; what is empty is left out. */
export function showFacts(facts: readonly (readonly [string, string | undefined])[]): string {
  const told = facts.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(0, ...told.map(([name]) => widthOf(plainText(name))));

  return told.map(([name, value]) => `${padTo(plainText(name), width)}  ${plainText(value ?? '')}`).join('\n');
}
