import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredItem } from '#shared/adapters/dynamodb/attribute-values.ts';
import { laneKey } from '#shared/adapters/dynamodb/keys.ts';
import { decodeLane, settledAttributes } from '#shared/adapters/dynamodb/lane-codec.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { type AlertRef, emptyLane, type Lane, type LaneMessage } from '#shared/pacing/lane.ts';
import { itemBytes } from '#test/bench/capacity-units.ts';

const T0 = Date.UTC(2026, 10, 21, 3, 4, 5, 678);
const LANE = createHash('sha256').update('a webhook').digest('hex');

const atMs = fc.integer({ min: 0, max: 9_999_999_999_999 });
const messages: fc.Arbitrary<LaneMessage> = fc.record({
  id: fc.string(),
  kind: fc.constant('digest'),
  channel: fc.string({ unit: 'grapheme' }),
  attempt: fc.nat(),
  chunks: fc.nat(),
});
const refs: fc.Arbitrary<AlertRef> = fc.record({
  channel: fc.string({ unit: 'grapheme' }),
  fingerprint: fc.string().map((id) => fingerprintOfId('native', id)),
  version: fc.nat(),
  status: fc.constantFrom('firing', 'resolved'),
  level: fc.constantFrom(1, 2, 3, 4, 5),
});
const lanes: fc.Arbitrary<Lane> = fc
  .record(
    {
      slots: fc.array(atMs, { maxLength: 20 }).map((slots) => slots.toSorted((a, b) => a - b)),
      mutedUntil: atMs,
      retryAt: atMs,
      failures: fc.nat(),
      misconfigured: fc.constantFrom('token' as const, 'quota' as const),
      month: fc.constant('2026-11'),
      monthCount: fc.nat(),
      again: messages,
      alsoAgain: fc.array(messages, { minLength: 1 }),
      doubtful: fc.array(refs, { minLength: 1 }),
      doubtfulDueAt: atMs,
    },
    { requiredKeys: ['slots', 'failures', 'monthCount'] },
  )
  .map((lane) => ({ ...emptyLane('r'), ...lane }));

/** The attributes that are there after a settlement. */
function written(lane: Lane): StoredItem {
  return Object.fromEntries(
    Object.entries(settledAttributes(lane)).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

describe('a lane in the table', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(lanes, (lane) => {
        expect(decodeLane('r', written(lane))).toEqual(lane);
      }),
    );
  });

  test('that is missing is one nobody used', () => {
    expect(decodeLane('r', undefined)).toEqual(emptyLane('r'));
  });

  test('costs one write unit, with a full window and a message about three alerts in flight', () => {
    const message: LaneMessage = {
      id: '0mhq5w2k1aaaaaaaa',
      kind: 'aggregated',
      channel: '值班',
      attempt: 1,
      refs: [1, 2, 3].map((at) => ({
        channel: '值班',
        fingerprint: fingerprintOfId('native', String(at)),
        version: at,
        status: 'firing',
        level: 2,
      })),
    };
    const lane: Lane = {
      ...emptyLane(LANE),
      slots: Array.from({ length: 20 }, (_, at) => T0 + at * 2_997),
      month: '2026-11',
      monthCount: 2_999,
    };
    const lease = {
      own: { S: 'abcdefghijklmnop' },
      till: { N: String(T0) },
      fl: { S: JSON.stringify(message) },
      flu: { N: String(T0) },
      fence: { N: '123456' },
      wake: { N: String(T0) },
    };
    expect(itemBytes({ ...laneKey(LANE), ...lease, ...written(lane) })).toBeLessThan(1_024);
  });
});
