import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchDeliveries } from '#local/demo/match-deliveries.ts';

const at = (ms: number) => new Date(ms).toISOString();
const claim = (id: string, ms: number, outcome = 'delivered') => ({
  id,
  channel: 'dba',
  outcome,
  at: at(ms),
  latencyMs: 20,
});

describe('matching deliveries with messages', () => {
  it('takes the message inside the attempt, in order', () => {
    const arrived = matchDeliveries([claim('b', 5_000), claim('a', 1_000)], [{ at: 1_010 }, { at: 5_010 }]);

    expect([...arrived]).toEqual([
      ['a', 1_010],
      ['b', 5_010],
    ]);
  });

  it('leaves out what was claimed and never came, without shifting the others', () => {
    const arrived = matchDeliveries(
      [claim('a', 1_000), claim('b', 5_000), claim('c', 9_000)],
      [{ at: 1_010 }, { at: 9_010 }],
    );

    expect([...arrived.keys()]).toEqual(['a', 'c']);
  });

  it('gives every delivery its own message when all arrived one after the other', () => {
    const gaps = fc.array(fc.integer({ min: 25, max: 20_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 0, max: 20 }), (waits, delayMs) => {
        const times = waits.map(
          (_, index) => 1_000_000 + waits.slice(0, index + 1).reduce((sum, wait) => sum + wait, 0),
        );
        const arrived = matchDeliveries(
          times.map((ms, index) => claim(String(index), ms)),
          times.map((ms) => ({ at: ms + delayMs })),
        );

        return times.every((ms, index) => arrived.get(String(index)) === ms + delayMs);
      }),
    );
  });
});
