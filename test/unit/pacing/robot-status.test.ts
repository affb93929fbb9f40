import { describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { type RobotSurroundings, robotStatus } from '#shared/pacing/robot-status.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;
const [home, second] = [aRobot({ name: 'a' }), aRobot({ name: 'b' })];

function aDba(overrides: Partial<Channel> = {}): Channel {
  const { message } = aChannel();
  return aChannel({ robots: [home, second], message: { ...message, language: 'en_US' }, ...overrides });
}

/** The second robot's row. */
function status(lane: Partial<Lane>, around: Partial<RobotSurroundings> = {}, channel = aDba()) {
  const known = { ...emptyLane(second.webhookId), ...lane };
  return robotStatus(channel, second, known, { channels: [channel], ...around }, NOW);
}

describe('a robot that works', () => {
  test('needs nothing', () => {
    expect(status({ slots: [NOW - 60_500, NOW - 59_000, NOW], month: '2026-11', monthCount: 214 })).toEqual({
      channel: 'dba-oncall',
      robot: 'b',
      sentLastMinute: 2,
      limit: 20,
      mutedUntil: null,
      monthCount: 214,
      monthlyQuota: null,
      quotaPool: null,
      health: 'healthy',
      since: null,
      advice: '',
    });
  });

  test('again after a mute is in no trouble any more', () => {
    expect(status({ mutedUntil: NOW, troubleSince: NOW - HOUR })).toMatchObject({
      health: 'healthy',
      mutedUntil: null,
      since: null,
      advice: '',
    });
  });

  test('counts sixty seconds of its messages, as people do', () => {
    expect(status({ slots: [NOW - 60_000, NOW - 59_999] })).toMatchObject({ sentLastMinute: 1 });
  });

  test('counts no month but this', () => {
    expect(status({ month: '2026-10', monthCount: 214 })).toMatchObject({ monthCount: 0 });
  });
});

describe('its limit', () => {
  const limits = aChannel().limits;

  test('is the smallest of all channels with this robot, at whatever place', () => {
    const other = aChannel({ name: 'other', robots: [second], limits: { ...limits, perMinute: 7 } });
    const third = aChannel({ name: 'third', robots: [home, second], limits: { ...limits, perMinute: 5 } });
    const fourth = aChannel({ name: 'fourth', robots: [home], limits: { ...limits, perMinute: 1 } });

    expect(status({}, { channels: [aDba(), other, fourth] })).toMatchObject({ limit: 7 });
    expect(status({}, { channels: [aDba(), other, third, fourth] })).toMatchObject({ limit: 5 });
  });

  test('is what was learned after a throttle nobody expected', () => {
    expect(status({ strained: { limit: 10, atMs: NOW - 2 * HOUR } })).toMatchObject({ limit: 12 });
  });
});

describe('its month', () => {
  const limits = { ...aChannel().limits, quotaPool: 'corp-a' };
  const other = aChannel({ name: 'other', limits: { ...limits, monthlyQuota: 3_000 } });
  const pooled = aDba({ limits });

  test("is the pool's where the channel is in one, with the smallest quota named there", () => {
    const around = { channels: [pooled, other], quota: { used: 2_500 } };

    expect(status({ month: '2026-11', monthCount: 3 }, around, pooled)).toMatchObject({
      monthCount: 2_500,
      monthlyQuota: 3_000,
      quotaPool: 'corp-a',
      health: 'healthy',
      advice: '',
    });
  });

  test('when used up comes with what to do, though the robot still works', () => {
    for (const quota of [{ used: 3_000 }, { used: 1, goneUntilMs: NOW + HOUR }]) {
      const row = status({}, { channels: [pooled, other], quota }, pooled);

      expect(row).toMatchObject({ health: 'healthy', advice: expect.stringMatching(/quota.*used up/) });
    }
  });

  test("is the channel's own with a quota and no pool", () => {
    const own = aDba({ limits: { ...aChannel().limits, monthlyQuota: 100 } });

    expect(status({}, { channels: [own], quota: { used: 40 } }, own)).toMatchObject({
      monthCount: 40,
      monthlyQuota: 100,
      quotaPool: null,
    });
  });
});

describe('a robot in trouble', () => {
  test('that is muted says until when, and since when', () => {
    expect(status({ mutedUntil: NOW + 600_000, troubleSince: NOW - 1_000 })).toMatchObject({
      health: 'muted',
      mutedUntil: NOW + 600_000,
      since: NOW - 1_000,
      advice: expect.stringContaining('600 s'),
    });
    expect(status({ mutedUntil: NOW })).toMatchObject({ health: 'healthy', mutedUntil: null });
  });

  test.each([
    ['token', /token.*Copy the webhook URL/],
    ['sign', /signing key/],
    ['keyword', /keyword/],
    ['ip', /allowlist/],
    ['robot-removed', /Add a robot/],
    ['robot-disabled', /Enable it/],
    ['group-gone', /another group/],
    ['quota', /quota/],
    ['secret-missing', /secret store/],
  ] as const)('that is misconfigured (%s) says what to do', (misconfigured, advice) => {
    const lane = { misconfigured, failures: 3, retryAt: NOW + 60_000, troubleSince: NOW - HOUR };

    expect(status(lane)).toMatchObject({
      health: 'misconfigured',
      since: NOW - HOUR,
      advice: expect.stringMatching(advice),
    });
  });

  test.each([
    ['unreachable', 'proxy', /proxy/],
    ['unreachable', 'tls', /certificate/],
    ['rejected', 'clock', /NTP/],
    ['unknown', 'empty-answer', /answered nothing/],
  ] as const)('that fails says what the last failure needs: %s %s', (outcome, reason, advice) => {
    expect(status({ failures: 2 }, { lastFailure: { outcome, reason } })).toMatchObject({
      health: 'failing',
      advice: expect.stringMatching(advice),
    });
  });

  test('whose failures are in no record has advice all the same', () => {
    expect(status({ failures: 2 })).toMatchObject({ health: 'failing', advice: expect.stringMatching(/network/) });
  });
});

test("advice is in the channel's language", () => {
  const chinese = aChannel({ robots: [home, second] });

  expect(status({ misconfigured: 'sign', failures: 1 }, {}, chinese).advice).toContain('加签密钥');
});
