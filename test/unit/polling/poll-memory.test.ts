import { describe, expect, test } from 'vitest';
import { createPollMemory } from '#shared/polling/poll-memory.ts';
import { alarmOf } from '#test/fakes/ocp.ts';

const MINUTE = 60_000;

/** Memories of one ledger, each of a process. */
function processes(rhythmMs?: number) {
  const ledger = new Set<string>();
  const seen = { nowMs: 0, reads: 0 };
  const start = () =>
    createPollMemory({
      readLedger: async () => {
        seen.reads += 1;
        return { ids: [...ledger], isCut: false };
      },
      now: () => seen.nowMs,
      ...(rhythmMs === undefined ? {} : { rhythmMs }),
    });

  return { ledger, seen, start };
}

describe('a poller beside others of the same OCP', () => {
  test('knows within minutes what another process told, though it was told nothing of it', async () => {
    const { ledger, seen, start } = processes(MINUTE);
    const [one, other] = [start(), start()];
    await other.known();
    seen.nowMs += MINUTE;
    await one.known();
    one.remember([alarmOf(41)]);
    ledger.add('41');

    // The one gets no round any more.
    const knownAt: number[] = [];
    for (let round = 2; round < 10; round += 1) {
      seen.nowMs = round * MINUTE;
      if ((await other.known()).ids.includes('41')) knownAt.push(round);
    }
    expect(knownAt).toEqual([5, 6, 7, 8, 9]);
    expect(seen.reads).toBe(3);
  });

  test('reads the ledger no more often than that, however seldom it is its turn', async () => {
    const { seen, start } = processes(MINUTE);
    const memory = start();
    for (let round = 0; round <= 60; round += 2) {
      seen.nowMs = round * MINUTE;
      await memory.known();
    }
    expect(seen.reads).toBe(11);
  });
});

test.each([
  ['one that has all rounds', MINUTE],
  ['one of which nobody says how often it comes', undefined],
])('%s reads the ledger once an hour', async (_, rhythmMs) => {
  const { seen, start } = processes(rhythmMs);
  const memory = start();
  for (let round = 0; round < 120; round += 1) {
    // A round may come some seconds late.
    seen.nowMs = round * MINUTE + (round % 2) * 20_000;
    await memory.known();
  }
  expect(seen.reads).toBe(2);
});
