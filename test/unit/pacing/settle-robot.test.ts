import { describe, expect, test } from 'vitest';
import type { NextStep } from '#shared/delivery/next-step.ts';
import type { Outcome } from '#shared/delivery/outcome.ts';
import { emptyLane, type Lane, type LaneMessage } from '#shared/pacing/lane.ts';
import { countsAsSent, settleRobot } from '#shared/pacing/settle-robot.ts';

const NOW = Date.UTC(2026, 10, 21);
const SINGLE: LaneMessage = { id: 'm', kind: 'single', channel: 'dba', attempt: 1 };
const TEST: LaneMessage = { ...SINGLE, kind: 'test' };

const DELIVERED: Outcome = { kind: 'delivered', errcode: 0 };
const THROTTLED: Outcome = { kind: 'throttled', reason: 'robot-rate', retryAfterMs: 600_000 };
const REFUSED: Outcome = { kind: 'rejected', reason: 'format' };
const NO_TOKEN: Outcome = { kind: 'misconfigured', reason: 'token' };
const NO_DNS: Outcome = { kind: 'unreachable', reason: 'dns' };
const NO_ANSWER: Outcome = { kind: 'unknown', reason: 'no-answer' };

const MUTE: NextStep = { kind: 'mute', untilMs: NOW + 600_000 };
const RETRY: NextStep = { kind: 'retry', atMs: NOW + 5_000 };
const AGAIN: NextStep = { kind: 'again', atMs: NOW + 5_000 };
const PROBE: NextStep = { kind: 'probe', atMs: NOW + 60_000 };
const ACKNOWLEDGE: NextStep = { kind: 'acknowledge' };

function settled(lane: Partial<Lane>, outcome: Outcome, step: NextStep, message = SINGLE): Lane {
  const whole: Lane = { ...emptyLane('robot'), ...lane };
  return settleRobot(whole, { message, outcome, step, answeredAtMs: NOW, limit: 20 });
}

/** A robot in every trouble at once. */
const TROUBLED: Partial<Lane> = {
  failures: 4,
  mutedUntil: NOW - 1,
  retryAt: NOW - 1,
  misconfigured: 'token',
  troubleSince: NOW - 90_000,
};

/** What of a lane says how its robot does. */
function healthIn({ failures, mutedUntil, retryAt, misconfigured, troubleSince }: Lane) {
  return { failures, mutedUntil, retryAt, misconfigured, troubleSince };
}

const WELL = {
  failures: 0,
  mutedUntil: undefined,
  retryAt: undefined,
  misconfigured: undefined,
  troubleSince: undefined,
};

describe('a robot that', () => {
  test('took a message is well, whatever it went through', () => {
    expect(healthIn(settled(TROUBLED, DELIVERED, ACKNOWLEDGE))).toEqual(WELL);
  });

  test('refused a message for good works: nothing is wrong with it', () => {
    expect(healthIn(settled(TROUBLED, REFUSED, { kind: 'bury', reason: 'rejected: format' }))).toEqual(WELL);
  });

  test('dislikes what we said works, and the refusals are counted', () => {
    expect(healthIn(settled(TROUBLED, REFUSED, { kind: 'simplify', as: 'plain' }))).toEqual({ ...WELL, failures: 5 });
  });

  test('was too fast is muted, which alone is no failure', () => {
    expect(healthIn(settled({}, THROTTLED, MUTE))).toEqual({
      ...WELL,
      mutedUntil: NOW + 601_000,
      troubleSince: NOW,
    });
  });

  test('is throttled whenever it is tried fails', () => {
    const once = settled({}, THROTTLED, MUTE);

    expect(healthIn(settled(once, THROTTLED, MUTE))).toMatchObject({ failures: 1, troubleSince: NOW });
    expect(healthIn(settled(TROUBLED, THROTTLED, MUTE))).toEqual({
      ...WELL,
      failures: 5,
      mutedUntil: NOW + 601_000,
      troubleSince: NOW - 90_000,
    });
  });

  test('was too fast after a failure of long ago, or a refusal, is muted, which alone is no failure', () => {
    const longAgo = { failures: 1, retryAt: NOW - 3_595_000, troubleSince: NOW - 3_600_000 };

    for (const before of [longAgo, { failures: 1 }]) {
      expect(healthIn(settled(before, THROTTLED, MUTE))).toEqual({
        ...WELL,
        mutedUntil: NOW + 601_000,
        troubleSince: NOW,
      });
    }
  });

  test('was throttled takes half as much from now on', () => {
    expect(settled({}, THROTTLED, MUTE).strained).toEqual({ limit: 10, atMs: NOW });
  });

  test.each<[string, Outcome, NextStep]>([
    ['could not be reached', NO_DNS, RETRY],
    ['did not answer', NO_ANSWER, AGAIN],
  ])('%s backs off, and is in trouble since the first time', (_, outcome, step) => {
    const once = settled({}, outcome, step);

    expect(healthIn(once)).toEqual({ ...WELL, failures: 1, retryAt: NOW + 5_000, troubleSince: NOW });
    expect(healthIn(settled(TROUBLED, outcome, step))).toEqual({
      ...WELL,
      failures: 5,
      retryAt: NOW + 5_000,
      troubleSince: NOW - 90_000,
    });
  });

  test('fails again after a failure of long ago is in trouble since now', () => {
    const longAgo = { failures: 1, retryAt: NOW - 3_595_000, troubleSince: NOW - 3_600_000 };
    expect(settled(longAgo, NO_ANSWER, AGAIN)).toMatchObject({ failures: 2, troubleSince: NOW });
  });

  test('a person has to mend is out until it is probed, with the reason', () => {
    expect(healthIn(settled({}, NO_TOKEN, PROBE))).toEqual({
      ...WELL,
      failures: 1,
      retryAt: NOW + 60_000,
      misconfigured: 'token',
      troubleSince: NOW,
    });
  });

  test('is probed for another reason than its settings names none', () => {
    expect(settled(TROUBLED, NO_DNS, PROBE)).not.toHaveProperty('misconfigured');
  });

  test('learned a limit keeps it when it takes a message', () => {
    const strained = { limit: 5, atMs: NOW - 1 };

    expect(settled({ strained }, DELIVERED, ACKNOWLEDGE).strained).toEqual(strained);
  });
});

describe('a test message', () => {
  test('that gets through ends every trouble of its robot', () => {
    expect(healthIn(settled(TROUBLED, DELIVERED, ACKNOWLEDGE, TEST))).toEqual(WELL);
  });

  test('that is throttled mutes the robot and changes nothing else', () => {
    expect(healthIn(settled(TROUBLED, THROTTLED, MUTE, TEST))).toEqual({
      ...healthIn({ ...emptyLane('robot'), ...TROUBLED }),
      mutedUntil: NOW + 601_000,
    });
  });

  test('that is throttled is where the trouble of a robot begins that was well, and no failure', () => {
    expect(healthIn(settled({}, THROTTLED, MUTE, TEST))).toEqual({
      ...WELL,
      mutedUntil: NOW + 601_000,
      troubleSince: NOW,
    });
  });

  test.each<[string, Outcome, NextStep]>([
    ['can’t be sent', NO_DNS, RETRY],
    ['is refused', REFUSED, { kind: 'simplify', as: 'plain' }],
    ['finds the robot misconfigured', NO_TOKEN, PROBE],
  ])('that %s says nothing about the alerts’ next attempt', (_, outcome, step) => {
    expect(healthIn(settled({}, outcome, step, TEST))).toEqual(WELL);
    expect(settled(TROUBLED, outcome, step, TEST)).toMatchObject(TROUBLED);
  });

  test('takes a slot and counts for the month like any other', () => {
    expect(settled({}, DELIVERED, ACKNOWLEDGE, TEST)).toMatchObject({ slots: [NOW], monthCount: 1 });
  });
});

describe('a request', () => {
  test.each<[string, Outcome]>([
    ['delivered', DELIVERED],
    ['throttled', THROTTLED],
    ['refused', REFUSED],
    ['refused for the settings', NO_TOKEN],
    ['without an answer', NO_ANSWER],
    ['answered by a server in trouble', { kind: 'unreachable', reason: 'server-error' }],
    ['answered as busy', { kind: 'unreachable', reason: 'busy' }],
    ['answered with a page', { kind: 'unreachable', reason: 'not-json' }],
  ])('%s takes a slot: the robot may have counted it', (_, outcome) => {
    expect(settled({ slots: [NOW - 5] }, outcome, ACKNOWLEDGE).slots).toEqual([NOW - 5, NOW]);
  });

  test.each<Outcome>([
    { kind: 'misconfigured', reason: 'secret-missing' },
    { kind: 'unreachable', reason: 'dns' },
    { kind: 'unreachable', reason: 'refused' },
    { kind: 'unreachable', reason: 'proxy' },
    { kind: 'unreachable', reason: 'tls' },
    { kind: 'unreachable', reason: 'timeout' },
    { kind: 'unreachable', reason: 'address-forbidden' },
    { kind: 'unreachable', reason: 'network' },
  ])('that never left us ($kind, $reason) takes none', (outcome) => {
    expect(settled({ slots: [NOW - 5] }, outcome, RETRY).slots).toEqual([NOW - 5]);
  });

  test.each<[Outcome['kind'], boolean]>([
    ['delivered', true],
    ['unknown', true],
    ['throttled', false],
    ['rejected', false],
    ['misconfigured', false],
    ['unreachable', false],
  ])('that is %s counts for the month: %s', (kind, counts) => {
    const outcome = [DELIVERED, NO_ANSWER, THROTTLED, REFUSED, NO_TOKEN, NO_DNS].find((one) => one.kind === kind);

    expect(countsAsSent(outcome ?? DELIVERED)).toBe(counts);
    expect(settled({ month: '2026-11', monthCount: 7 }, outcome ?? DELIVERED, RETRY)).toMatchObject({
      month: '2026-11',
      monthCount: counts ? 8 : 7,
    });
  });

  test('that only the channel’s own check dislikes counts for the month: the robot took it', () => {
    const mismatch: Outcome = { kind: 'rejected', reason: 'response-check', errcode: 0 };

    expect(countsAsSent(mismatch)).toBe(true);
    expect(settled({ month: '2026-11', monthCount: 7 }, mismatch, AGAIN)).toMatchObject({ monthCount: 8 });
  });

  test('in a new month begins it', () => {
    expect(settled({ month: '2026-10', monthCount: 700 }, DELIVERED, ACKNOWLEDGE)).toMatchObject({
      month: '2026-11',
      monthCount: 1,
    });
    expect(settled({ month: '2026-10', monthCount: 700 }, REFUSED, ACKNOWLEDGE)).toMatchObject({
      month: '2026-11',
      monthCount: 0,
    });
  });
});
