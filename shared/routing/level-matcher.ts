import { isLevel, LEVELS } from '../alert/level.ts';
import { didYouMean } from '../channels/did-you-mean.ts';
import type { MatcherParts } from './matcher-syntax.ts';
import { readRegularExpression } from './regular-expression.ts';

/** Letters of a word that are said again. */
const MAX_SHOWN = 32;

/**
 * Why a matcher of the level can't be meant as it is written, or undefined.
 *
 * Every alert has one of five levels. What asks for another is a slip: with `=` it is for no alert, with `!=` for all.
 * A pattern that is alternatives alone is held to it word by word, any other only has to fit one of the levels.
 * `level!=""` is for all alerts, and says so.
 */
export function problemOfLevel({ name, operator, value }: MatcherParts): string | undefined {
  if (name !== 'level' || (value === '' && operator.startsWith('!'))) return undefined;

  const words = operator.endsWith('~') ? alternativesOf(value) : [value];
  if (words !== undefined) {
    const wrong = words.find((word) => !isLevel(word));
    return wrong === undefined
      ? undefined
      : `asks for the level ${shown(wrong)}, which no alert has: ${adviceFor(wrong)}`;
  }

  const reading = readRegularExpression(value);
  const fitsOne = 'problem' in reading || LEVELS.some((level) => reading.expression.test(level));
  return fitsOne ? undefined : `has a pattern that fits no level: ${ADVICE}`;
}

const ADVICE = `there are ${LEVELS.join(', ')} (a label of that name is labels.level)`;

/** The words of a pattern that is nothing but words, alone or in a group. */
function alternativesOf(pattern: string): readonly string[] | undefined {
  const inner = /^\((?:\?:)?(?<inner>[^()]*)\)$/.exec(pattern)?.groups?.['inner'] ?? pattern;
  return /^[\p{L}\p{N}_|-]*$/u.test(inner) ? inner.split('|') : undefined;
}

function adviceFor(word: string): string {
  const meant = didYouMean(word, LEVELS);
  return meant === undefined ? ADVICE : `did you mean ${meant}?`;
}

function shown(word: string): string {
  return JSON.stringify(word.length > MAX_SHOWN ? `${word.slice(0, MAX_SHOWN)}…` : word);
}
