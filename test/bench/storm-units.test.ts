import { describe, expect, test } from 'vitest';
import { measureDigest } from './measure-digest-units.ts';
import { measureBetweenSlots, measureDownBeside, measureIdleSweep, measureMuted } from './measure-waiting-units.ts';

/** Enough to show what grows with it; `npm run bench` takes a hundred thousand. */
const MUCH = 5_000;

describe('the units of a storm', () => {
  test('an alert in a digest of 2,000 costs at most 4.1 write and 0.05 read units', async () => {
    const { alerts, write, read } = await measureDigest(2_000);

    expect(write / alerts).toBeLessThanOrEqual(4.1);
    expect(read / alerts).toBeLessThanOrEqual(0.05);
  });

  test('a down costs no more than twice the reads beside thousands that wait', async () => {
    const [alone, beside] = [await measureDownBeside(0), await measureDownBeside(MUCH)];

    expect(alone.requests.some(({ what }) => what === 'Put D#')).toBe(true);
    expect(beside.read).toBeLessThanOrEqual(2 * alone.read);
    expect(beside.write).toBeLessThanOrEqual(alone.write);
  });

  test('a wake-up that can not send reads at most 5 units, however much waits', async () => {
    for (const { read, requests } of [await measureMuted(MUCH), await measureBetweenSlots(MUCH)]) {
      expect(requests.some(({ what }) => what === 'Put D#')).toBe(false);
      expect(read).toBeGreaterThan(0);
      expect(read).toBeLessThanOrEqual(5);
    }
  });

  test('a sweep over ten thousand idle channels reads at most 10 units', async () => {
    expect((await measureIdleSweep(10_000)).read).toBeLessThanOrEqual(10);
  });
});
