import { describe, expect, test } from 'vitest';
import type { DueEntry } from '#shared/admission/alert-store.ts';
import type { Brief } from '#shared/admission/brief.ts';
import type { Waiting } from '#shared/dispatching/choose-entries.ts';
import { digestEntry } from '#shared/dispatching/digest-entry.ts';
import { lateness, oldestLateness } from '#shared/dispatching/lateness.ts';
import { aChannel } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);

function waiting(entry: Partial<DueEntry> = {}, brief: Partial<Brief> = {}): Waiting {
  return {
    channel: aChannel(),
    entry: {
      channel: 'dba-oncall',
      fingerprint: 'AAAAAAAAAAAAAAAAAAAAAA',
      due: { class: 2, atMs: NOW },
      brief: '',
      version: 1,
      since: NOW,
      ...entry,
    },
    brief: { level: 'warning', status: 'firing', group: '', name: 'disk full', target: 'host-1', ...brief },
  };
}

describe('a line of a digest', () => {
  test('is made of the brief and what the index knows', () => {
    expect(digestEntry(waiting())).toEqual({
      level: 'warning',
      name: 'disk full',
      target: 'host-1',
      status: 'firing',
      isNew: true,
      since: NOW,
    });
  });

  test('says of an end that is told although ends are kept quiet that its firing was not', () => {
    const over = { status: 'resolved' } as const;

    expect(digestEntry(waiting({ told: 'firing' }, over)).isNew).toBe(false);
    expect(digestEntry(waiting({ told: 'firing' }, { ...over, isQuietEnd: true })).isNew).toBe(true);
  });

  test('says that it was put off, since then nobody knows from the index when it came', () => {
    expect(digestEntry(waiting({ since: NOW - 1 })).isPutOff).toBe(true);
  });

  test.each<[string, Partial<DueEntry>, Partial<Brief>, true | undefined]>([
    ['worse than told', { told: 'firing', toldLevel: 3 }, { level: 'down' }, true],
    ['as bad as told', { told: 'firing', toldLevel: 3 }, {}, undefined],
    ['less bad than told', { told: 'firing', toldLevel: 1 }, {}, undefined],
    ['never told', {}, { level: 'down' }, undefined],
    ['told as over before', { told: 'resolved', toldLevel: 3 }, { level: 'down' }, undefined],
    ['over', { told: 'firing', toldLevel: 3 }, { level: 'down', status: 'resolved' }, undefined],
  ])('says of an alert that is %s whether it rose', (_, entry, brief, rose) => {
    expect(digestEntry(waiting(entry, brief)).rose).toBe(rose);
  });

  test('names what goes back and forth', () => {
    expect(digestEntry(waiting({ due: { class: 2, atMs: NOW, flapping: true } }))).toMatchObject({ flapping: true });
  });
});

describe('lateness', () => {
  test('is no news for a minute', () => {
    expect(lateness(NOW - 60_000, NOW - 60_000, NOW)).toBeUndefined();
    expect(lateness(NOW - 60_000 - 1, NOW - 60_000 - 1, NOW)).toBe(60_000 + 1);
  });

  test('of a repeat counts from when it came, not from the end of a quiet time long before', () => {
    expect(lateness(NOW - 3_600_000, NOW - 10, NOW)).toBeUndefined();
    expect(
      oldestLateness([waiting({ due: { class: 2, atMs: NOW - 3_600_000 }, since: NOW - 10 })], NOW),
    ).toBeUndefined();
  });

  test('does not count what was held on purpose', () => {
    expect(oldestLateness([waiting({ since: NOW - 600_000 })], NOW)).toBeUndefined();
  });

  test('of a digest is that of the oldest in it', () => {
    const due = (agoMs: number) => waiting({ due: { class: 2, atMs: NOW - agoMs }, since: NOW - agoMs });

    expect(oldestLateness([due(10), due(300_000), due(70_000)], NOW)).toBe(300_000);
    expect(oldestLateness([], NOW)).toBeUndefined();
  });
});
