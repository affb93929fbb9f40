import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import { mappedSource } from '#shared/receiving/mapping/mapped-source.ts';
import { SOURCES } from '#shared/receiving/source-registry.ts';
import { trySource } from '#shared/receiving/try-source.ts';

const NOW_MS = Date.parse('2026-11-21T02:00:00Z');

function mappingsOf(yaml: string) {
  const parsed = parseTocsinFile(`version: 1\nsources:\n${yaml}`, { allowEnv: true });
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  return parsed.file.sources;
}

const ORDERS = mappingsOf(`
  - name: orders
    match: { source: [com.example.orders] }
    alert: { id: orderId, name: title, level: severity, status: state, target: shop, activeAt: since, resolvedAt: end, summary: text }
    levels: { SEV1: down }
    statuses: { open: firing, mended: resolved }
    defaults: { level: critical, name: Order failed }
  - name: others
    many: items
    alert: { name: item.name, level: item.level }`);

function tryOrders(body: unknown) {
  const [mapping] = ORDERS;
  if (mapping === undefined) throw new Error('no mapping');
  const trial = trySource(JSON.stringify(body), { kind: 'mapping', mapping, all: ORDERS }, NOW_MS);
  const [first] = trial.kind === 'read' ? trial.alerts : [];
  if (first === undefined) throw new Error('no alert');
  return { trial, ...first };
}

describe('a sample read by a mapping says of each field where it came from', () => {
  test.each([
    ['SEV1', { kind: 'expression', expression: 'severity', word: 'SEV1', by: 'mapping' }, 'down'],
    ['Error', { kind: 'expression', expression: 'severity', word: 'Error', by: 'usual' }, 'critical'],
    [4, { kind: 'expression', expression: 'severity', word: '4', by: 'usual' }, 'caution'],
    ['SEV9', { kind: 'unread', expression: 'severity', word: 'SEV9' }, 'critical'],
    [undefined, { kind: 'default' }, 'critical'],
  ])('the level of %j', (severity, origin, level) => {
    const { alert, origins, unread } = tryOrders({ orderId: 'o1', severity });

    expect(alert.level).toBe(level);
    expect(origins.level).toEqual(origin);
    expect(unread.includes('level')).toBe(origin.kind === 'unread');
  });

  test('what nothing is said of, what yields nothing, and what is not asked for', () => {
    const { origins, missing, identity } = tryOrders({ orderId: 'o1', state: 'open', since: '2026-11-21T01:00:00Z' });

    expect(origins).toMatchObject({
      name: { kind: 'default' },
      status: { kind: 'expression', by: 'mapping' },
      target: { kind: 'untold', expression: 'shop' },
      url: { kind: 'untold' },
      activeAt: { kind: 'expression', expression: 'since' },
      resolvedAt: { kind: 'not-asked', expression: 'end' },
    });
    expect(missing).toEqual(['target', 'summary', 'url']);
    expect(identity).toBe('given');
  });

  test('what tells it apart, when no id does', () => {
    expect(tryOrders({ shop: 's' })).toMatchObject({ identity: 'content' });
    expect(tryOrders({ any: 'thing' })).toMatchObject({ identity: 'raw-text' });
  });

  test('which source would read it as an event', () => {
    expect(tryOrders({ source: 'com.example.orders' }).trial).toMatchObject({ asEvent: 'orders' });
    expect(tryOrders({ source: 'com.example.others' }).trial).not.toHaveProperty('asEvent');
  });

  test('a list of alerts, each by its own entry; without the list the whole is not read', () => {
    const [, others] = ORDERS;
    if (others === undefined) throw new Error('no mapping');
    const read = (body: unknown) =>
      trySource(JSON.stringify(body), { kind: 'mapping', mapping: others, all: ORDERS }, NOW_MS);

    expect(
      read({
        items: [
          { name: 'a', level: 'info' },
          { name: 'b', level: '?' },
        ],
      }),
    ).toMatchObject({
      alerts: [
        { alert: { name: 'a', level: 'info' }, unread: [] },
        { alert: { name: 'b', level: 'warning' }, unread: ['level'], origins: { level: { word: '?' } } },
      ],
    });
    expect(read({ none: 1 })).toMatchObject({ alerts: [{ unread: expect.arrayContaining(['many']) }] });
  });
});

test('a body that is no JSON is not read, and no mapping throws on it', () => {
  const [mapping] = ORDERS;
  if (mapping === undefined) throw new Error('no mapping');

  expect(trySource('{', { kind: 'mapping', mapping, all: ORDERS }, NOW_MS)).toMatchObject({
    alerts: [{ unread: ['body'], identity: 'raw-text', origins: {} }],
  });
});

test('the format of our own names every field it refuses', () => {
  const [native] = SOURCES;
  if (native === undefined) throw new Error('no source');

  expect(trySource('{"name":"x","levle":"down"}', { kind: 'built-in', source: native }, NOW_MS)).toMatchObject({
    kind: 'refused',
    errors: [{ field: 'levle', message: expect.stringContaining('level') }],
  });
});

test('a trial has the very alerts that the relay would take in', () => {
  const [mapping] = ORDERS;
  if (mapping === undefined) throw new Error('no mapping');
  fc.assert(
    fc.property(fc.json(), (body) => {
      const taken = mappedSource(mapping).parse(body, NOW_MS);
      const trial = trySource(body, { kind: 'mapping', mapping, all: ORDERS }, NOW_MS);
      const alerts = taken.kind === 'parsed' ? taken.alerts : [];

      expect(trial).toMatchObject({ kind: 'read', alerts: alerts.map((alert) => ({ alert })) });
    }),
    { numRuns: 200 },
  );
});
