import type { Tone } from './table.ts';

const TONES: Readonly<Record<string, Tone>> = {
  delivered: 'good',
  healthy: 'good',
  active: 'good',
  ok: 'good',
  dead: 'bad',
  misconfigured: 'bad',
  rejected: 'bad',
  failing: 'bad',
  revoked: 'quiet',
  expired: 'quiet',
  suppressed: 'quiet',
  scheduled: 'quiet',
  'in-effect': 'odd',
  waiting: 'odd',
  throttled: 'odd',
  muted: 'odd',
  unreachable: 'odd',
  unknown: 'odd',
  down: 'bad',
  critical: 'bad',
  warning: 'odd',
};

/** The tone of one of the relay's own words; most have none. */
export function toneOf(word: string): Tone | undefined {
  return Object.hasOwn(TONES, word) ? TONES[word] : undefined;
}
