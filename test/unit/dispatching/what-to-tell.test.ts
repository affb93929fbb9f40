import { describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { whatToTell } from '#shared/dispatching/what-to-tell.ts';

function anItem(overrides: Partial<AlertItem>): AlertItem {
  return {
    channel: 'dba',
    fingerprint: 'AAAAAAAAAAAAAAAAAAAAAA',
    status: 'firing',
    episode: '2026-11-21T00:00:00.000Z',
    level: 3,
    version: 1,
    receipts: 1,
    brief: '',
    content: new Uint8Array(),
    firstAt: 0,
    lastAt: 0,
    deliveries: [],
    ...overrides,
  };
}

describe('what is told follows from what was told and what is now', () => {
  test.each<[string, Partial<AlertItem>, string]>([
    ['nothing told, firing', {}, 'new'],
    ['nothing told, over', { status: 'resolved', version: 2 }, 'fired-and-recovered'],
    ['nothing ever seen but its end', { status: 'resolved', version: 1 }, 'recovered'],
    ['told firing, still firing', { told: 'firing', toldVersion: 1 }, 'repeat'],
    ['told firing, worse now', { told: 'firing', toldVersion: 1, toldLevel: 3, version: 2, level: 2 }, 'escalated'],
    ['told firing, fired anew', { told: 'firing', toldVersion: 1, toldLevel: 3, version: 3 }, 'refired'],
    ['told firing, over', { told: 'firing', toldVersion: 1, status: 'resolved', version: 2 }, 'recovered'],
    ['told over, firing', { told: 'resolved', toldVersion: 2, version: 3 }, 'refired'],
    [
      'told over, over again',
      { told: 'resolved', toldVersion: 2, status: 'resolved', version: 4 },
      'fired-and-recovered',
    ],
  ])('%s', (_, state, change) => {
    expect(whatToTell(anItem(state), 'sent')).toEqual({ kind: 'tell', change });
  });

  test('the end of what was put off is told where a group may have seen it fire', () => {
    const heldBack = { reason: 'silenced', by: 's', atMs: 0, untilMs: 9, maybeShown: true } as const;
    const change = { kind: 'tell', change: 'fired-and-recovered' };

    expect(whatToTell(anItem({ status: 'resolved', version: 2, heldBack }), 'sent')).toEqual(change);
  });

  test.each<[string, Partial<AlertItem>, string]>([
    ['an end told already', { told: 'resolved', toldVersion: 2, status: 'resolved', version: 2 }, 'told-already'],
    ['an end where none is wanted', { told: 'firing', toldVersion: 1, status: 'resolved', version: 2 }, 'recovery-off'],
    [
      'the end of what was masked',
      { status: 'resolved', version: 2, suppressed: 'masked-at-source-silenced' },
      'masked-at-source-silenced',
    ],
    [
      'the end of what was put off, and nobody heard of',
      { status: 'resolved', version: 2, heldBack: { reason: 'silenced', by: 's', atMs: 0, untilMs: 9 } },
      'silenced',
    ],
    [
      'the end of what was masked after another episode was told',
      { told: 'resolved', toldVersion: 2, status: 'resolved', version: 4, suppressed: 'masked-at-source-silenced' },
      'masked-at-source-silenced',
    ],
  ])('%s is not told, with the reason', (_, state, reason) => {
    expect(whatToTell(anItem(state), 'not-sent')).toEqual({ kind: 'nothing', reason });
  });
});
