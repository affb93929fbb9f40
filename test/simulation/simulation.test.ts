import { describe, expect, test } from 'vitest';
import { violationsText } from './report.ts';
import { simulate } from './simulate.ts';
import { traceLine } from './trace.ts';

/** Runs while there is time, and these at least; thousands more by `npm run simulate`. */
const FOR_MS = 7_000;
const AT_LEAST = 2;
const AT_MOST = 6;
const MINUTE = 60_000;

describe('the engine in virtual time', () => {
  test('keeps its promises through an hour of alerts and faults, seed after seed', async () => {
    const begunAt = performance.now();
    for (let seed = 1; seed <= AT_MOST; seed++) {
      if (seed > AT_LEAST && performance.now() - begunAt > FOR_MS) break;
      const { violations } = await simulate({ seed });
      const text = violations.length === 0 ? '' : violationsText(await simulate({ seed, trace: 'on' }));

      expect(text).toBe('');
    }
  }, 60_000);

  test('does the same in every run of a seed, traced or not', async () => {
    const [first, second] = [await run('on'), await run('on')];
    const untraced = await run('off');

    expect(second.trace.events.map(traceLine)).toEqual(first.trace.events.map(traceLine));
    expect({ ...untraced, trace: undefined }).toEqual({ ...first, trace: undefined });
  });

  test('does something else with another seed', async () => {
    const [one, other] = [await run('off', 3), await run('off', 4)];

    expect(one.ends).not.toEqual(other.ends);
  });
});

function run(trace: 'on' | 'off', seed = 3) {
  return simulate({ seed, trace, lengthMs: 6 * MINUTE });
}
