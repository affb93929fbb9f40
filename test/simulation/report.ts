import type { SimulationResult } from './simulate.ts';
import { traceLine } from './trace.ts';

/** Events of an alert or robot that are shown with a broken promise. */
const SHOWN_EVENTS = 40;
const SHOWN_VIOLATIONS = 3;

/** What a run came to, in a line. */
export function resultLine({ seed, ends, messages, throttles, overAtMs, violations }: SimulationResult): string {
  const { delivered, suppressed, dead, expired } = ends;
  const verdict = violations.length === 0 ? 'kept all promises' : `${violations.length} BROKEN`;
  const minutes = Math.round(overAtMs / 60_000);
  return (
    `seed ${seed}: ${verdict}; ${messages} messages, ${throttles} throttled, ${delivered} delivered, ` +
    `${suppressed} suppressed, ${dead} dead, ${expired} expired, over after ${minutes} min`
  );
}

/** What was broken, each in a sentence, with the last events of what is concerned when the run was traced. */
export function violationsText({ seed, violations, trace }: SimulationResult): string {
  const shown = violations.slice(0, SHOWN_VIOLATIONS).map(({ promise, sentence, about, atMs }) => {
    const before = trace.events.filter((event) => event.atMs <= atMs);
    const concerned = before.filter(
      (event) => event.about.length === 0 || event.about.some((one) => about.includes(one)),
    );
    const lines = concerned.slice(-SHOWN_EVENTS).map((event) => `    ${traceLine(event)}`);
    return [`  ${promise} at ${(atMs / 60_000).toFixed(2)} min: ${sentence}`, ...lines].join('\n');
  });
  const more = violations.length - shown.length;
  const rest = more > 0 ? [`  … and ${more} more`] : [];

  return [`seed ${seed} broke ${violations.length} promises:`, ...shown, ...rest].join('\n');
}

/** How to see a run again. */
export function replayCommand(seed: number): string {
  return `npm run simulate -- --seed ${seed} --trace`;
}
