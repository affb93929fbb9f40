import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { decodeBrief } from '#shared/admission/brief.ts';
import { packContent } from '#shared/admission/content.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { isLevel } from '#shared/alert/level.ts';
import { alertOf, toldAlert } from '#shared/dispatching/told-alert.ts';

/** Packed like an alert, but of any JSON: of the wrong shape, or of a newer version's. */
const oddContent = fc
  .oneof(
    fc.jsonValue(),
    fc.record(
      {
        id: fc.jsonValue(),
        source: fc.string(),
        name: fc.jsonValue(),
        level: fc.constantFrom('down', 'worse', 1),
        status: fc.constantFrom('firing', 'gone', null),
        target: fc.string(),
        summary: fc.string(),
        description: fc.string(),
        labels: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
        activeAt: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  )
  .map((value) => packContent(value as unknown as Alert));

const cutContent = fc.tuple(oddContent, fc.nat({ max: 200 })).map(([packed, at]) => packed.subarray(0, at));
const withoutDictionary = fc
  .jsonValue()
  .map((value) => Buffer.concat([Buffer.of(1), deflateRawSync(JSON.stringify(value))]));

const anyItem: fc.Arbitrary<AlertItem> = fc.record({
  channel: fc.string(),
  fingerprint: fc.string(),
  status: fc.constantFrom('firing', 'resolved'),
  episode: fc.string(),
  level: fc.constantFrom(1, 2, 3, 4, 5),
  version: fc.integer(),
  receipts: fc.integer(),
  brief: fc.string({ unit: 'binary' }),
  content: fc.oneof(fc.uint8Array(), oddContent, cutContent, withoutDictionary),
  firstAt: fc.integer(),
  lastAt: fc.integer(),
  deliveries: fc.constant([]),
});

describe('an item of whatever bytes', () => {
  test('is told as an alert of the right shape', () => {
    fc.assert(
      fc.property(anyItem, fc.integer(), (item, nowMs) => {
        const alert = alertOf(item);
        const { name, target, summary, description, source, id } = alert;
        for (const text of [name, target, summary, description, source, id]) expect(typeof text).toBe('string');
        expect(isLevel(alert.level)).toBe(true);
        expect(alert.status).toBe(item.status);
        expect(Object.values(alert.labels).every((value) => typeof value === 'string')).toBe(true);
        expect(toldAlert(item, 'new', nowMs).alert).toEqual(alert);
      }),
      { numRuns: 500 },
    );
  });

  test('has a brief of the right shape', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const brief = decodeBrief(text);
        expect(isLevel(brief.level)).toBe(true);
        expect(['firing', 'resolved']).toContain(brief.status);
        for (const part of [brief.name, brief.target, brief.group]) expect(typeof part).toBe('string');
      }),
    );
  });

  test('that unpacks to more than any alert is told by its brief', () => {
    const bomb = packContent({ name: 'x'.repeat(5_000_000) } as unknown as Alert);
    const [item] = fc.sample(anyItem, 1);

    expect(item && alertOf({ ...item, brief: 'aAAAAAAdisk full\thost-1', content: bomb }).name).toBe('disk full');
  });
});
