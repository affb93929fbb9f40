import { styleText } from 'node:util';
import type { Paint, Tone } from './table.ts';

const STYLES = { good: 'green', bad: 'red', odd: 'yellow', quiet: 'dim', title: 'bold' } as const satisfies Record<
  Tone,
  string
>;

/** Whether to colour: on a terminal, unless the reader said no (no-color.org) or the terminal can't. */
export function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

/** Paints, or leaves every text as it is. */
export function createPaint(colour: boolean): Paint {
  return (tone, text) => (colour ? styleText(STYLES[tone], text, { validateStream: false }) : text);
}
