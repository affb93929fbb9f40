import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeEvent } from '#functions/receive/take-event.ts';
import { mappedSource, mappingOfEvent } from '#shared/receiving/mapping/mapped-source.ts';
import type { SourceMapping } from '#shared/receiving/mapping/source-mapping.ts';
import type { Batch } from '#shared/receiving/receive.ts';
import { recordedTelemetry } from '#test/functions/fakes.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const FOLDER = new URL('../fixtures/sources/cloudwatch/', import.meta.url);
const SAMPLES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json') && !file.includes('.golden.'))
  .map((file) => readFileSync(new URL(file, FOLDER), 'utf8'));

/** A documented event in which some values were replaced by anything, or some text was changed. */
const mutated = fc
  .tuple(fc.constantFrom(...SAMPLES), fc.infiniteStream(fc.nat()), fc.infiniteStream(fc.jsonValue()))
  .map(([sample, numbers, values]) => {
    const value: unknown = JSON.parse(sample);
    return JSON.stringify(replaceSome(value, numbers, values));
  });
const cut = fc.tuple(fc.constantFrom(...SAMPLES), fc.nat()).map(([sample, at]) => sample.slice(0, at % sample.length));
const anyRecord = fc.oneof(mutated, cut, fc.json(), fc.string({ unit: 'binary' }), fc.constant(''));

function replaceSome(value: unknown, numbers: Iterator<number>, values: Iterator<unknown>): unknown {
  if (numbers.next().value % 12 === 0) return values.next().value;
  if (Array.isArray(value)) return value.map((one) => replaceSome(one, numbers, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaceSome(one, numbers, values)]));
}

const MAPPINGS: readonly SourceMapping[] = [
  {
    name: 'mapped',
    match: { source: [{ prefix: 'aws.' }], detail: { state: { value: ['ALARM'] } } },
    alert: {
      id: 'detail.alarmName',
      name: "join('-', [detail.alarmName, region])",
      level: 'detail.level',
      status: 'detail.state.value',
    },
    labels: 'detail.configuration',
    levels: { alarm: 'down' },
    statuses: {},
    defaults: {},
  },
];

describe('any record of the queue', () => {
  it('is stored as alerts that have a name, or comes again, and never throws', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecord, fc.constantFrom([], MAPPINGS), async (body, mappings) => {
        const batches: Batch[] = [];
        const result = await takeEvent(body, {
          now: () => NOW,
          telemetry: recordedTelemetry(),
          mappings: { list: async () => mappings },
          receive: async (batch) => {
            batches.push(batch);
            return { kind: 'accepted', accepted: batch.alerts.length, alerts: [] };
          },
        });

        expect(result).toBe('stored');
        expect(batches).toHaveLength(1);
        expect(batches[0]?.alerts.length).toBeGreaterThan(0);
        for (const alert of batches[0]?.alerts ?? []) expect(alert.name).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });
});

/** Expressions of every kind, most of which do not fit the data. */
const expression = fc.constantFrom(
  '@',
  'a',
  'a.b.c',
  'a[0]',
  'a[*].b',
  'length(a)',
  "join(',', a)",
  'a || b',
  'sum(a)',
  'keys(@)',
  'sort_by(a, &b)',
  'constructor',
  '__proto__',
  'a.constructor.name',
  '`{"x": [1]}`',
  "'text'",
);

describe('any mapping over any JSON', () => {
  it('gives alerts with a name that carry the text where nothing else says it', () => {
    const fields = fc.dictionary(
      fc.constantFrom('id', 'name', 'level', 'status', 'target', 'summary', 'description', 'activeAt', 'url', 'group'),
      expression,
    );
    fc.assert(
      fc.property(fields, fc.option(expression, { nil: undefined }), fc.json(), (alert, labels, body) => {
        const mapping = { name: 'x', alert, levels: {}, statuses: {}, defaults: {} };
        const result = mappedSource(labels === undefined ? mapping : { ...mapping, labels }).parse(body, NOW);

        if (result.kind !== 'parsed') throw new Error('refused');
        expect(result.alerts).toHaveLength(1);
        for (const { name, description } of result.alerts) {
          expect(name).not.toBe('');
          expect(description).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('finds the same mapping for the same event', () => {
    fc.assert(
      fc.property(anyRecord, (body) => {
        expect(mappingOfEvent(body, MAPPINGS)).toBe(mappingOfEvent(body, MAPPINGS));
      }),
      { numRuns: 100 },
    );
  });
});
