/**
 * How bad an alert is, worst first. The words and their order are OceanBase
 * Cloud Platform's; its number for a level is the position counted from 1.
 */
export const LEVELS = ['down', 'critical', 'warning', 'caution', 'info'] as const;

/** One of the five levels; `down` means unavailable now, `info` a mere reminder. */
export type Level = (typeof LEVELS)[number];

/** A level as a number, 1 (`down`) to 5 (`info`): the smaller, the worse. */
export type LevelNumber = 1 | 2 | 3 | 4 | 5;

const NUMBERS: Readonly<Record<Level, LevelNumber>> = { down: 1, critical: 2, warning: 3, caution: 4, info: 5 };

/** The number of a level, 1 (`down`) to 5 (`info`). */
export function levelNumber(level: Level): LevelNumber {
  return NUMBERS[level];
}

/** The level of a number, or undefined when the number is none of 1 to 5. */
export function levelOfNumber(number: number): Level | undefined {
  return LEVELS[number - 1];
}

/** Whether a word is one of the five levels, written exactly as they are. */
export function isLevel(word: unknown): word is Level {
  return typeof word === 'string' && Object.hasOwn(NUMBERS, word);
}

/** The worse of two levels. */
export function worseLevel(a: Level, b: Level): Level {
  return levelNumber(a) <= levelNumber(b) ? a : b;
}
