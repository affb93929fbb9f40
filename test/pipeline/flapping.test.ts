import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, START_MS, startHarness } from './harness.ts';

const SECOND = 1_000;
const MINUTE = 60_000;

let relay: Awaited<ReturnType<typeof startHarness>>;

beforeEach(async () => {
  relay = await startHarness([aChannel()]);
});

afterEach(() => relay.stop());

/** The alert as it is at this change: an odd one fires, an even one recovers. Each firing is an episode. */
function atChange(change: number) {
  const activeAt = new Date(START_MS - 3_600_000 + Math.ceil(change / 2) * SECOND).toISOString();
  return anAlert({ status: change % 2 === 1 ? 'firing' : 'resolved', activeAt });
}

async function changes(from: number, to: number, everyMs: number): Promise<void> {
  for (let change = from; change <= to; change++) {
    await relay.receive([atChange(change)]);
    await relay.runFor(everyMs);
  }
}

describe('an alert that goes back and forth', () => {
  test('is told five times, then once in ten minutes, and as ever when it has calmed down', async () => {
    await changes(1, 5, MINUTE);
    expect(relay.seen).toHaveLength(5);

    await changes(6, 16, 30 * SECOND);
    expect(relay.seen, 'damped').toHaveLength(5);
    await relay.runFor(10 * MINUTE);
    expect(relay.seen, 'the last state once').toHaveLength(6);

    await relay.runFor(30 * MINUTE);
    expect(relay.seen, 'and nothing more').toHaveLength(6);
    await changes(17, 18, MINUTE);
    expect(relay.seen).toHaveLength(8);
  });

  test('never keeps the robot busier than one message a quiet time, however long', async () => {
    await changes(1, 240, 15 * SECOND);
    await relay.runFor(20 * MINUTE);

    // An hour of it: five at once, then one every ten minutes.
    expect(relay.seen.length).toBeLessThanOrEqual(5 + 7);
    expect(relay.pendingWakeUps()).toBe(0);
  });

  test('and recovers while masked is not told, in a digest either', async () => {
    const masked = Array.from({ length: 40 }, (_, at) => anAlert({ name: `masked ${at}`, masked: 'silenced' }));
    const others = Array.from({ length: 40 }, (_, at) => anAlert({ name: `open ${at}` }));
    await relay.receive(masked);
    await relay.receive([
      ...masked.map(({ masked: _gone, ...alert }) => ({ ...alert, status: 'resolved' as const })),
      ...others,
    ]);
    await relay.runFor(5 * MINUTE);

    expect(relay.seen.length).toBeGreaterThan(0);
    expect(relay.seen.some(({ body }) => body.includes('masked'))).toBe(false);
  });
});
