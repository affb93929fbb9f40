import { expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { alertRow } from '#shared/delivery/alert-row.ts';

const ALERT: Alert = {
  id: 'disk-7',
  source: 'ocp-1',
  name: 'Disk almost full',
  level: 'critical',
  status: 'resolved',
  target: '192.0.2.10',
  summary: '',
  description: '',
  labels: {},
};

const ITEM: AlertItem = {
  channel: 'dba',
  fingerprint: 'x'.repeat(22),
  status: 'firing',
  episode: '2026-11-21T01:30:00.000Z',
  level: 2,
  version: 1,
  receipts: 3,
  brief: '',
  content: new Uint8Array(),
  firstAt: 1_000,
  lastAt: 2_000,
  deliveries: Array.from({ length: 12 }, (_, at) => `d-${at}`),
};

test('a row tells the alert, how it stands in the channel, and its last ten messages', () => {
  expect(alertRow({ ...ITEM, told: 'firing' }, ALERT, 'dba', 0)).toEqual({
    id: 'disk-7',
    source: 'ocp-1',
    name: 'Disk almost full',
    level: 'critical',
    status: 'firing',
    target: '192.0.2.10',
    channel: 'dba',
    state: 'delivered',
    reason: '',
    silence: null,
    inhibitedBy: null,
    silentSince: null,
    occurrences: 3,
    firstAt: 1_000,
    lastAt: 2_000,
    dueAt: null,
    deliveries: ITEM.deliveries.slice(0, 10),
  });
});

const HELD = { reason: 'silenced', by: 's-1', atMs: 1_000 } as const;

test.each([
  [
    'while it is held back',
    { dueAt: 5_000, heldBack: { ...HELD, untilMs: 5_000 } },
    4_999,
    'suppressed',
    'silenced',
    's-1',
  ],
  [
    'told or not',
    { told: 'firing' as const, dueAt: 5_000, heldBack: { ...HELD, untilMs: 5_000 } },
    0,
    'suppressed',
    'silenced',
    's-1',
  ],
  ['once that is over', { dueAt: 5_000, heldBack: { ...HELD, untilMs: 5_000 } }, 5_000, 'waiting', '', null],
  ['once something else made it due', { dueAt: 2_000, heldBack: HELD }, 3_000, 'waiting', '', null],
  ['once it was told', { told: 'firing' as const, heldBack: HELD }, 9_000, 'delivered', '', null],
  ['where it ended so', { suppressed: 'silenced', heldBack: HELD }, 9_000, 'suppressed', 'silenced', 's-1'],
  [
    'where it ended otherwise',
    { suppressed: 'recovery-off', heldBack: HELD },
    9_000,
    'suppressed',
    'recovery-off',
    null,
  ],
  ['where it is dead', { dead: 'too old', heldBack: HELD }, 9_000, 'dead', 'too old', null],
] as const)('a row names the silence %s', (_when, item, nowMs, state, reason, silence) => {
  expect(alertRow({ ...ITEM, ...item }, ALERT, 'dba', nowMs)).toMatchObject({ state, reason, silence });
});

test.each([
  [{ dueAt: 5_000 }, { state: 'waiting', reason: '', dueAt: 5_000 }],
  [
    { dueAt: 5_000, told: 'firing' as const },
    { state: 'waiting', reason: '' },
  ],
  [{ suppressed: 'silenced' }, { state: 'suppressed', reason: 'silenced' }],
  [
    { suppressed: 'silenced', dueAt: 5_000 },
    { state: 'waiting', reason: '' },
  ],
  [{ dead: 'too old' }, { state: 'dead', reason: 'too old' }],
])('an item with %j is shown as %j', (item, row) => {
  expect(alertRow({ ...ITEM, ...item }, ALERT, 'dba', 0)).toMatchObject(row);
});
