import { didYouMean } from './did-you-mean.ts';

/** What is wrong with the name of a channel that is not there: a clause whose subject is the name. */
export function unknownChannel(name: string, known: readonly string[]): string {
  const meant = didYouMean(name, known);
  return `is no channel${meant === undefined ? ': create it first' : `: did you mean ${meant}?`}`;
}
