import { describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { toldAlert } from '#shared/dispatching/told-alert.ts';

const NOW = Date.UTC(2026, 10, 21);
const ITEM: AlertItem = {
  channel: 'dba',
  fingerprint: 'AAAAAAAAAAAAAAAAAAAAAA',
  status: 'firing',
  episode: '2026-11-20T10:00:00.000Z',
  level: 2,
  version: 3,
  receipts: 9,
  brief: 'cAAAAAAdisk full\thost-1',
  content: new Uint8Array(),
  firstAt: NOW - 900_000,
  lastAt: NOW - 120_000,
  since: NOW - 700_000,
  dueAt: NOW - 100_000,
  toldReceipts: 4,
  toldLevel: 3,
  deliveries: [],
};

describe('an alert as a message tells it', () => {
  test('has its counts, and the level told before', () => {
    expect(toldAlert(ITEM, 'escalated')).toMatchObject({ occurrences: 9, sinceLast: 5, toldLevel: 'warning' });
  });

  test('says how late it is, without the time it was held on purpose', () => {
    expect(toldAlert(ITEM, 'repeat', NOW)).toMatchObject({ lateMs: 100_000 });
    expect(toldAlert(ITEM, 'repeat', NOW - 50_000)).not.toHaveProperty('lateMs');
    expect(toldAlert(ITEM, 'repeat')).not.toHaveProperty('lateMs');
  });

  test('says how often it changed while it goes back and forth', () => {
    const flapping = { changes: 6, sinceMs: NOW - 400_000 };

    expect(toldAlert({ ...ITEM, flapping }, 'refired')).toMatchObject({ flapping });
    expect(toldAlert(ITEM, 'refired')).not.toHaveProperty('flapping');
  });
});
