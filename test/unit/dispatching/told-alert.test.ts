import { describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { packContent } from '#shared/admission/content.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { alertOf, toldAlert } from '#shared/dispatching/told-alert.ts';

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

describe('the alert of an item', () => {
  const ALERT: Alert = {
    id: 'disk-1',
    source: 'native',
    name: 'disk full',
    level: 'warning',
    status: 'firing',
    target: 'host-1',
    summary: 'disk is 95 % full',
    description: 'since the night',
    labels: { disk: 'sda' },
  };

  test('is its content, with the level and status of the item: a recovery often says less than its firing', () => {
    const item: AlertItem = { ...ITEM, content: packContent(ALERT), status: 'resolved' };

    expect(alertOf(item)).toEqual({ ...ALERT, level: 'critical', status: 'resolved', activeAt: ITEM.episode });
  });

  test('began when it says, else with the episode', () => {
    const activeAt = '2026-11-20T09:30:00.000Z';

    expect(alertOf({ ...ITEM, content: packContent({ ...ALERT, activeAt }) }).activeAt).toBe(activeAt);
    expect(alertOf({ ...ITEM, content: packContent(ALERT) }).activeAt).toBe(ITEM.episode);
  });

  test('is what the brief says where the content can’t be read', () => {
    expect(alertOf(ITEM)).toEqual({
      id: ITEM.fingerprint,
      source: '',
      name: 'disk full',
      level: 'critical',
      status: 'firing',
      target: 'host-1',
      summary: '',
      description: '',
      labels: {},
      activeAt: ITEM.episode,
    });
  });

  test('that was never told has no level told, and all its receipts are new', () => {
    const { toldLevel: _level, toldReceipts: _receipts, dueAt: _due, ...untold } = ITEM;
    const told = toldAlert(untold, 'new', NOW);

    expect(told).toMatchObject({ occurrences: 9, sinceLast: 9, firstAt: ITEM.firstAt, lastAt: ITEM.lastAt });
    expect(Object.keys(told)).toEqual(['alert', 'change', 'occurrences', 'sinceLast', 'firstAt', 'lastAt']);
  });
});
