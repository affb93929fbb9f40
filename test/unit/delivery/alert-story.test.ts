import { describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { packContent } from '#shared/admission/content.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { tellStory } from '#shared/delivery/alert-story.ts';
import { deliveryId, messageId } from '#shared/delivery/delivery-id.ts';
import type { DeliveryDetail } from '#shared/delivery/ledger.ts';

const T0 = Date.UTC(2026, 10, 21);
const SECOND = 1_000;

const ALERT: Alert = {
  id: 'disk-7',
  source: 'ocp-1',
  name: 'Disk almost full',
  level: 'critical',
  status: 'firing',
  target: '192.0.2.10',
  summary: '',
  description: '',
  labels: {},
};

function anItem(overrides: Partial<AlertItem> = {}, alert = ALERT): AlertItem {
  return {
    channel: 'dba',
    fingerprint: fingerprintOfId(alert.source, alert.id),
    status: 'firing',
    episode: '2026-11-21T00:00:00.000Z',
    level: 2,
    version: 1,
    receipts: 1,
    brief: '',
    content: packContent(alert),
    firstAt: T0,
    lastAt: T0,
    deliveries: [],
    ...overrides,
  };
}

/** An attempt whose message was composed at `T0 + atMs` and answered 200 ms later. */
function anAttempt(atMs: number, overrides: Partial<DeliveryDetail> = {}): DeliveryDetail {
  const attempt = overrides.attempt ?? 1;

  return {
    id: deliveryId(messageId(T0 + atMs, 'abcdefgh'), 'dba', 0, attempt),
    channel: 'dba',
    robot: '1',
    kind: 'single',
    outcome: 'delivered',
    reason: '',
    errcode: 0,
    errmsg: 'ok',
    attempt,
    at: T0 + atMs + 200,
    latencyMs: 80,
    alertCount: 1,
    format: 'markdown',
    title: '',
    text: '',
    alerts: ['disk-7'],
    ...overrides,
  };
}

async function storyOf(item: AlertItem, attempts: readonly DeliveryDetail[] = []) {
  const story = await tellStory('disk-7', undefined, {
    alerts: { read: async () => [item] },
    ledger: {
      get: async (id) => attempts.find((one) => one.id === id),
      list: async ({ since = 0 }) => ({
        items: attempts.filter(({ at }) => at >= since).toSorted((a, b) => b.at - a.at),
        cursor: null,
      }),
    },
    sources: { list: async () => ['ocp-1'] },
    channelNames: async () => ['dba'],
    now: () => T0,
  });
  if (story.kind !== 'found') throw new Error(story.kind);

  return story.story;
}

async function wordsOf(item: AlertItem, attempts: readonly DeliveryDetail[] = []) {
  return (await storyOf(item, attempts)).map(({ what, reason }) => (reason === '' ? what : `${what} (${reason})`));
}

describe('the story of an alert tells in order', () => {
  test('one that was told at once', async () => {
    const attempt = anAttempt(100);

    expect(await storyOf(anItem({ told: 'firing', deliveries: [attempt.id] }), [attempt])).toEqual([
      { at: T0, what: 'accepted', channel: 'dba', delivery: null, reason: '' },
      { at: T0, what: 'queued', channel: 'dba', delivery: null, reason: '' },
      { at: T0 + 100, what: 'in-message', channel: 'dba', delivery: attempt.id, reason: 'single message' },
      {
        at: T0 + 300,
        what: 'delivered',
        channel: 'dba',
        delivery: attempt.id,
        reason: 'robot 1, attempt 1, errcode 0',
      },
    ]);
  });

  test('one that waited for its digest, which went through a robot of the fallback', async () => {
    const digest = anAttempt(15 * SECOND, { kind: 'digest', alertCount: 400, robot: 'wecom-oncall/1' });

    expect(await wordsOf(anItem({ told: 'firing', deliveries: [digest.id] }), [digest])).toEqual([
      'accepted',
      'queued (until 2026-11-21T00:00:15.000Z)',
      'in-message (digest message of 400 alerts)',
      'delivered (robot wecom-oncall/1, attempt 1, errcode 0)',
    ]);
  });

  test('one that a silence holds back, for the first time or after it was told', async () => {
    const heldBack = { reason: 'silenced', by: 's-1', atMs: T0 + SECOND, untilMs: T0 + 60 * SECOND };
    const put = { dueAt: T0 + 60 * SECOND, since: T0 + 60 * SECOND - 1, heldBack };
    const before = anAttempt(100);

    expect(await storyOf(anItem(put))).toMatchObject([
      { at: T0, what: 'accepted' },
      {
        at: T0 + SECOND,
        what: 'suppressed',
        reason: 'silenced by s-1 until 2026-11-21T00:01:00.000Z',
      },
    ]);
    expect(await wordsOf(anItem({ ...put, told: 'firing', deliveries: [before.id] }), [before])).toEqual([
      'accepted',
      'queued',
      'in-message (single message)',
      'delivered (robot 1, attempt 1, errcode 0)',
      'suppressed (silenced by s-1 until 2026-11-21T00:01:00.000Z)',
    ]);
  });

  test('one that ended while a silence held it back', async () => {
    const heldBack = { reason: 'silenced', by: 's-1', atMs: T0 + 5 * SECOND };

    expect(await wordsOf(anItem({ status: 'resolved', suppressed: 'silenced', heldBack }))).toEqual([
      'accepted',
      'suppressed (silenced by s-1)',
      'suppressed (silenced)',
    ]);
  });

  test('one that waits, with the attempts that failed to tell it and not those of others', async () => {
    const mine = anAttempt(1_500, { outcome: 'misconfigured', reason: 'sign', errcode: 310_000 });
    const others = anAttempt(3_000, { outcome: 'misconfigured', reason: 'sign', alerts: ['disk-8'] });
    const aTest = anAttempt(4_000, { outcome: 'unreachable', kind: 'test', alerts: [], alertCount: 0 });

    expect(await wordsOf(anItem({ dueAt: T0, since: T0 }), [mine, others, aTest])).toEqual([
      'accepted',
      'queued (until 2026-11-21T00:00:01.500Z)',
      'in-message (single message)',
      'misconfigured (robot 1, attempt 1, errcode 310000: sign)',
      'waiting (not told yet)',
    ]);
  });

  test('one whose message was sent twice, the message once', async () => {
    const first = anAttempt(0, { outcome: 'unknown', reason: 'no-answer', errcode: null });
    const second = { ...anAttempt(0, { attempt: 2 }), at: T0 + 9 * SECOND };

    expect(await wordsOf(anItem({ told: 'firing', deliveries: [second.id, first.id] }), [first, second])).toEqual([
      'accepted',
      'queued',
      'in-message (single message)',
      'unknown (robot 1, attempt 1: no-answer)',
      'delivered (robot 1, attempt 2, errcode 0)',
    ]);
  });

  test('one that a push rule holds until its window opens', async () => {
    const opensMs = T0 + 8 * 3600 * SECOND;
    expect(await wordsOf(anItem({ since: opensMs, dueAt: opensMs }), [])).toContain(
      `queued (until ${new Date(opensMs).toISOString()})`,
    );
  });

  test('one that came again and is held until its quiet time ends', async () => {
    const attempt = anAttempt(0);
    const held = { told: 'firing', receipts: 2, lastAt: T0 + 60 * SECOND, deliveries: [attempt.id] } as const;

    expect(await wordsOf(anItem({ ...held, since: T0 + 60 * SECOND, dueAt: T0 + 600 * SECOND }), [attempt])).toEqual([
      'accepted',
      'queued',
      'in-message (single message)',
      'delivered (robot 1, attempt 1, errcode 0)',
      'repeated (received 2 times in all)',
      'queued (until 2026-11-21T00:10:00.000Z)',
      'waiting (something changed since it was told)',
    ]);
  });

  test('one that was never to be told', async () => {
    expect(await wordsOf(anItem({ suppressed: 'masked-at-source-silenced' }))).toEqual([
      'accepted',
      'suppressed (masked-at-source-silenced)',
    ]);
  });

  test('one that died of a refusal', async () => {
    const refused = anAttempt(0, { outcome: 'rejected', reason: 'format', errcode: 40_008 });
    const dead = { dead: 'rejected: format (40008)', diedAt: T0 + SECOND, deliveries: [refused.id] };

    expect(await wordsOf(anItem(dead), [refused])).toEqual([
      'accepted',
      'queued',
      'in-message (single message)',
      'rejected (robot 1, attempt 1, errcode 40008: format)',
      'dead (rejected: format (40008))',
    ]);
  });

  test('one that got too old, with the latest attempts before it was given up', async () => {
    const failing = Array.from({ length: 30 }, (_, at) =>
      anAttempt(at * 60 * SECOND, { outcome: 'unreachable', reason: 'timeout', errcode: null, attempt: at + 1 }),
    );
    const later = anAttempt(7_200 * SECOND, { outcome: 'unreachable', reason: 'timeout', errcode: null });
    const words = await wordsOf(anItem({ dead: 'too old', diedAt: T0 + 3_600 * SECOND }), [...failing, later]);

    expect(words.slice(-3)).toEqual([
      'in-message (single message)',
      'unreachable (robot 1, attempt 30: timeout)',
      'dead (too old)',
    ]);
    expect(words.filter((word) => word.startsWith('unreachable'))).toHaveLength(5);
  });

  test('one that was dead, was replayed and told after all', async () => {
    const refused = anAttempt(0, { outcome: 'rejected', reason: 'format', errcode: 40_008 });
    const replayedAt = T0 + 60 * SECOND;
    const sent = anAttempt(61 * SECOND);
    const item = anItem({
      told: 'firing',
      diedAt: T0 + SECOND,
      wasDead: 'rejected: format (40008)',
      replayedAt,
      deliveries: [sent.id, refused.id],
    });

    expect((await wordsOf(item, [refused, sent])).slice(3)).toEqual([
      'rejected (robot 1, attempt 1, errcode 40008: format)',
      'dead (rejected: format (40008))',
      'replayed (was dead: rejected: format (40008))',
      'in-message (single message)',
      'delivered (robot 1, attempt 1, errcode 0)',
    ]);
  });

  test('one that was replayed and waits again', async () => {
    const replayedAt = T0 + 60 * SECOND;
    const item = anItem({ diedAt: T0, wasDead: 'too old', replayedAt, since: replayedAt, dueAt: replayedAt });

    expect(await wordsOf(item)).toEqual([
      'accepted',
      'dead (too old)',
      'replayed (was dead: too old)',
      'queued',
      'waiting (not told yet)',
    ]);
  });
});

test('an alert of our own is found by its id, though nobody noted its sender', async () => {
  const own: Alert = { ...ALERT, id: 'dead-letters/dba/rejected', source: 'tocsin' };
  const item = anItem({ dueAt: T0, since: T0 }, own);
  const story = await tellStory(own.id, undefined, {
    alerts: {
      read: async (keys) => [item].filter((one) => keys.some(({ fingerprint }) => fingerprint === one.fingerprint)),
    },
    ledger: { get: async () => undefined, list: async () => ({ items: [], cursor: null }) },
    sources: { list: async () => [] },
    channelNames: async () => ['dba'],
    now: () => T0,
  });

  expect(story).toMatchObject({ kind: 'found', alert: { id: own.id } });
});
