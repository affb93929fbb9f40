import { expect, test } from 'vitest';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, startHarness } from './harness.ts';

const MINUTE = 60_000;
const WRONG = '2099-11-21T00:00:00Z';

test('a start in years to come, of a clock that was wrong once, hides no later episode', async () => {
  const relay = await startHarness([aChannel()]);
  const say = async (status: 'firing' | 'resolved', activeAt: string) => {
    await relay.receive([anAlert({ id: 'disk', status, activeAt })]);
    await relay.runFor(30 * MINUTE);
    return relay.seen.length;
  };

  expect(await say('firing', WRONG)).toBe(1);
  // While it fires, and once it is over.
  expect(await say('resolved', '2026-11-21T00:10:00Z')).toBe(2);
  expect(await say('firing', WRONG)).toBe(3);
  expect(await say('resolved', WRONG)).toBe(4);
  expect(await say('firing', '2026-11-21T02:00:00Z')).toBe(5);
  expect(await say('resolved', '2026-11-21T02:00:00Z')).toBe(6);
});

test('nor does a local time that was called UTC for a while', async () => {
  const relay = await startHarness([aChannel()]);
  const say = async (status: 'firing' | 'resolved', activeAt: string) => {
    await relay.receive([anAlert({ id: 'disk', status, activeAt })]);
    await relay.runFor(30 * MINUTE);
    return relay.seen.length;
  };

  expect(await say('firing', '2026-11-21T08:00:00Z')).toBe(1);
  expect(await say('resolved', '2026-11-21T08:00:00Z')).toBe(2);
  expect(await say('firing', '2026-11-21T01:00:00Z')).toBe(3);
});

test('a start some minutes ahead, of a clock that is fast, tells a late copy from a new episode', async () => {
  const relay = await startHarness([aChannel()]);
  const say = async (status: 'firing' | 'resolved', activeAt: string) => {
    await relay.receive([anAlert({ id: 'disk', status, activeAt })]);
    await relay.runFor(MINUTE);
    return relay.seen.length;
  };

  expect(await say('firing', '2026-11-21T00:10:00Z')).toBe(1);
  expect(await say('resolved', '2026-11-21T00:10:00Z')).toBe(2);
  expect(await say('firing', '2026-11-21T00:10:00Z')).toBe(2);
  expect(await say('firing', '2026-11-21T00:13:00Z')).toBe(3);
});
