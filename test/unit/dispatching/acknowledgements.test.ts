import { describe, expect, test } from 'vitest';
import { deliveryId } from '#shared/delivery/delivery-id.ts';
import { acknowledgements, alertExpiry, KEEP_ALERT_MS, refsOf } from '#shared/dispatching/acknowledge-message.ts';
import type { AlertRef, LaneMessage } from '#shared/pacing/lane.ts';
import { aChannel } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const MESSAGE: LaneMessage = { id: '1795478400000-abcdefgh', kind: 'digest', channel: 'dba', attempt: 3 };
const { aggregation } = aChannel();
const dba = aChannel({ name: 'dba', aggregation: { ...aggregation, intervalSeconds: 300 } });
const ops = aChannel({ name: 'ops' });

function aRef(overrides: Partial<AlertRef> = {}): AlertRef {
  return {
    channel: 'dba',
    fingerprint: 'A'.repeat(22),
    version: 4,
    status: 'firing',
    level: 3,
    ...overrides,
  };
}

function quietOf(ref: AlertRef, channels = [dba, ops]) {
  return acknowledgements(MESSAGE, [ref], channels, NOW)[0]?.quiet;
}

describe('what a message told is written on each of its alerts', () => {
  test('with version, status, level and time, and how long to keep it', () => {
    expect(acknowledgements(MESSAGE, [aRef()], [dba], NOW)).toEqual([
      {
        ...aRef(),
        delivery: deliveryId(MESSAGE.id, 'dba', 0, 3),
        expiresAtMs: NOW + KEEP_ALERT_MS,
        atMs: NOW,
        quiet: { class: 2, atMs: NOW + 300_000 },
      },
    ]);
    expect(KEEP_ALERT_MS).toBe(30 * 86_400_000);
  });

  test('with another time to keep it, where the relay has one', () => {
    const expiresAtMs = alertExpiry({ now: () => NOW, keepAlertsMs: 7 * 86_400_000 });

    expect(acknowledgements(MESSAGE, [aRef()], [dba], NOW, expiresAtMs)).toMatchObject([
      { expiresAtMs: NOW + 7 * 86_400_000 },
    ]);
    expect(alertExpiry({ now: () => NOW })).toBe(NOW + KEEP_ALERT_MS);
  });

  test('with the delivery of its own channel', () => {
    const refs = [aRef({ channel: 'ops' }), aRef(), aRef({ channel: 'ops', fingerprint: 'B'.repeat(22) })];

    expect(acknowledgements(MESSAGE, refs, [dba, ops], NOW).map(({ delivery }) => delivery)).toEqual([
      deliveryId(MESSAGE.id, 'ops', 0, 3),
      deliveryId(MESSAGE.id, 'dba', 1, 3),
      deliveryId(MESSAGE.id, 'ops', 0, 3),
    ]);
  });
});

describe('repeats are held', () => {
  test.each([
    [1, 0],
    [2, 1],
    [4, 2],
  ] as const)('for the channel’s interval, as urgent as level %i is', (level, dueClass) => {
    expect(quietOf(aRef({ level }))).toEqual({ class: dueClass, atMs: NOW + 300_000 });
    expect(quietOf(aRef({ level, channel: 'ops' }))).toEqual({ class: dueClass, atMs: NOW + 600_000 });
  });

  test.each([
    ['after a recovery', aRef({ status: 'resolved' }), dba],
    ['where the channel does not aggregate', aRef(), { ...dba, aggregation: { ...aggregation, enabled: false } }],
    ['where its interval is nothing', aRef(), { ...dba, aggregation: { ...aggregation, intervalSeconds: 0 } }],
    ['in a channel that is gone', aRef({ channel: 'gone' }), dba],
  ])('not %s', (_, ref, channel) => {
    expect(quietOf(ref, [channel])).toBeUndefined();
  });
});

describe('the alerts of a message', () => {
  const lanes = { readManifest: async (id: string, chunks: number) => [aRef({ channel: id, version: chunks })] };

  test('are on the lane while they are few', async () => {
    expect(await refsOf({ ...MESSAGE, refs: [] }, lanes)).toEqual([]);
    expect(await refsOf({ ...MESSAGE, refs: [aRef()], chunks: 2 }, lanes)).toEqual([aRef()]);
  });

  test('are in its manifest when they are many', async () => {
    expect(await refsOf({ ...MESSAGE, chunks: 2 }, lanes)).toEqual([aRef({ channel: MESSAGE.id, version: 2 })]);
    expect(await refsOf(MESSAGE, lanes)).toEqual([aRef({ channel: MESSAGE.id, version: 0 })]);
  });
});
