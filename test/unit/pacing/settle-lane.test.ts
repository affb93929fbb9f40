import { describe, expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { NextStep } from '#shared/delivery/next-step.ts';
import { type AlertRef, emptyLane, type FollowUp, type Lane, type LaneMessage } from '#shared/pacing/lane.ts';
import { reclaimLane, type Settlement, settleLane } from '#shared/pacing/settle-lane.ts';
import { NOBODY } from '#shared/rendering/message.ts';

const NOW = Date.UTC(2026, 10, 21);
const DIGEST: LaneMessage = { id: 'm-1', kind: 'digest', channel: 'dba', attempt: 2, chunks: 3 };
const MENTION: LaneMessage = { id: 'm-2', kind: 'mention', channel: 'dba', attempt: 1 };
const NOTICE: LaneMessage = { id: 'm-3', kind: 'notice', channel: 'dba', attempt: 1 };
const TEST: LaneMessage = { id: 'm-4', kind: 'test', channel: 'dba', attempt: 1 };
const OTHER: LaneMessage = { id: 'm-0', kind: 'single', channel: 'ops', attempt: 1 };
const FOLLOW_UP: FollowUp = {
  channel: 'dba',
  robot: '1',
  draft: { format: 'text', title: '', text: '@13800000000', mention: NOBODY },
  alertCount: 3,
};

const MINUTE = 60_000;
const LOST: LaneMessage = { ...DIGEST, attempt: 3, maybeShown: true, lost: { sinceMs: NOW, times: 1 } };

const REF: AlertRef = {
  channel: 'dba',
  fingerprint: fingerprintOfId('native', '1'),
  version: 1,
  status: 'firing',
  level: 3,
};

const ACKNOWLEDGE: NextStep = { kind: 'acknowledge' };
const MUTE: NextStep = { kind: 'mute', untilMs: NOW + 600_000 };
const RETRY: NextStep = { kind: 'retry', atMs: NOW + 5_000 };
const PROBE: NextStep = { kind: 'probe', atMs: NOW + 60_000 };
const AGAIN: NextStep = { kind: 'again', atMs: NOW + 5_000 };
const PLAIN: NextStep = { kind: 'simplify', as: 'plain' };
const BURY: NextStep = { kind: 'bury', reason: 'rejected: format' };

function aLane(lane: Partial<Lane> = {}): Lane {
  return { ...emptyLane('home'), ...lane };
}

/** A message on its way that was lost before, and as it is to be repeated when it is lost once more. */
function lostSince(ms: number, times: number): { readonly message: LaneMessage; readonly again: LaneMessage } {
  const sinceMs = NOW - ms;
  return {
    message: { ...DIGEST, maybeShown: true, lost: { sinceMs, times } },
    again: { ...LOST, lost: { sinceMs, times: times + 1 } },
  };
}

/** The lane after a message of it; its robot failed so often in a row by then. */
function settled(
  lane: Lane,
  message: LaneMessage,
  step: NextStep,
  { failures = 1, ...more }: Partial<Settlement> & { readonly failures?: number } = {},
): Lane {
  return settleLane(
    lane,
    { ...lane, failures },
    { message, refs: [], step, answeredAtMs: NOW, newMessageId: 'm-new', ...more },
  );
}

describe('a delivered message', () => {
  test('is to be acknowledged after those that still are', () => {
    expect(settled(aLane({ acks: [OTHER] }), DIGEST, ACKNOWLEDGE)).toEqual(aLane({ acks: [OTHER, DIGEST] }));
  });

  test('leaves no list where its alerts know of it already', () => {
    expect(settled(aLane({ acks: [OTHER], again: DIGEST }), DIGEST, ACKNOWLEDGE, { acknowledged: true })).toEqual(
      aLane({ acks: [OTHER] }),
    );
  });

  test('that was a repetition is done with', () => {
    expect(settled(aLane({ again: DIGEST }), DIGEST, ACKNOWLEDGE)).toEqual(aLane({ acks: [DIGEST] }));
  });

  test('leaves what completes it, and the counts of caps', () => {
    const caps = { dba: { hour: 'h', hourCount: 1, day: 'd', dayCount: 2 } };

    expect(settled(aLane(), DIGEST, ACKNOWLEDGE, { followUp: FOLLOW_UP, caps })).toEqual(
      aLane({ acks: [DIGEST], followUp: FOLLOW_UP, caps }),
    );
  });

  test('keeps the mentions that wait already', () => {
    const newest = { ...FOLLOW_UP, completes: 'm-1' };

    expect(settled(aLane({ followUp: FOLLOW_UP }), DIGEST, ACKNOWLEDGE, { followUp: newest })).toEqual(
      aLane({ acks: [DIGEST], followUp: { ...newest, next: FOLLOW_UP } }),
    );
  });

  test('that was one of the mentions owed ends that one', () => {
    const older = { ...FOLLOW_UP, completes: 'm-0' };
    const owing = aLane({ followUp: { ...FOLLOW_UP, completes: 'm-1', next: older } });

    expect(settled(owing, { ...MENTION, completes: 'm-1' }, ACKNOWLEDGE)).toEqual(aLane({ followUp: older }));
    expect(settled(owing, { ...MENTION, completes: 'm-0' }, BURY)).toEqual(
      aLane({ followUp: { ...FOLLOW_UP, completes: 'm-1' } }),
    );
  });

  test('that was the mention owed ends that, and has nothing to acknowledge', () => {
    expect(settled(aLane({ followUp: FOLLOW_UP }), MENTION, ACKNOWLEDGE)).toEqual(aLane());
  });
});

describe.each([
  ['held up by a mute', MUTE],
  ['to be tried later', RETRY],
  ['in the way of which are settings', PROBE],
])('a message %s', (_, step) => {
  test('is composed anew from what is due then', () => {
    expect(settled(aLane(), DIGEST, step)).toEqual(aLane());
  });

  test('stays a repetition when it was one', () => {
    expect(settled(aLane({ again: DIGEST }), DIGEST, step)).toEqual(aLane({ again: { ...DIGEST, attempt: 3 } }));
  });

  test('does not count for the caps', () => {
    expect(settled(aLane(), DIGEST, step, { caps: {}, followUp: FOLLOW_UP })).toEqual(aLane());
  });
});

describe('a message without an answer', () => {
  test('goes out again as it was, the next time', () => {
    expect(settled(aLane(), DIGEST, AGAIN)).toEqual(aLane({ again: LOST }));
    expect(settled(aLane(), { ...DIGEST, unusedId: true }, AGAIN)).toEqual(aLane({ again: LOST }));
  });

  test('goes out again for some minutes, whatever else its robot fails at', () => {
    const { message, again } = lostSince(5 * MINUTE, 5);

    expect(settled(aLane({ again: message }), message, AGAIN, { failures: 99 })).toEqual(aLane({ again }));
  });

  test.each([
    ['that time is over', lostSince(6 * MINUTE, 2)],
    ['it was lost often enough', lostSince(MINUTE, 6)],
  ])('is composed anew when %s', (_, { message }) => {
    expect(settled(aLane({ again: message }), message, AGAIN, { refs: [REF] })).toEqual(aLane({ doubtful: [REF] }));
  });

  test('goes out again once, however long its robot has to be left alone', () => {
    const late = { kind: 'again', atMs: NOW + 10 * MINUTE } as const;

    expect(settled(aLane(), DIGEST, late)).toEqual(aLane({ again: LOST }));
    expect(settled(aLane({ again: LOST }), LOST, late)).toEqual(aLane());
  });

  test.each([MENTION, NOTICE])('that is about no alert is not told again ($kind)', (message) => {
    expect(settled(aLane(), message, AGAIN)).toEqual(aLane());
  });
});

describe('a refused message', () => {
  test('is said simpler, under an id the robot has not seen', () => {
    const simpler = {
      ...DIGEST,
      id: 'm-new',
      unusedId: true,
      insteadOf: 'm-1',
      manifestOf: 'm-1',
      attempt: 3,
      simpler: 'plain',
    } as const;

    expect(settled(aLane(), DIGEST, PLAIN)).toEqual(aLane({ again: simpler }));
    expect(settled(aLane({ again: OTHER }), DIGEST, PLAIN)).toEqual(aLane({ again: OTHER, alsoAgain: [simpler] }));
    expect(settled(aLane(), DIGEST, { kind: 'simplify', as: 'counts' }).again?.simpler).toBe('counts');
  });

  test('is a new one, that may be a repeat where it was lost before it was refused', () => {
    const { again } = settled(aLane({ again: LOST }), LOST, PLAIN);
    expect(again).toMatchObject({ maybeShown: true, unusedId: true });
    expect(again).not.toHaveProperty('lost');
    expect(settled(aLane(), DIGEST, PLAIN).again).not.toHaveProperty('maybeShown');
  });

  test('that is about no alert is not said simpler', () => {
    expect(settled(aLane(), NOTICE, PLAIN)).toEqual(aLane());
  });

  test('for good is done with, and what it owed stays', () => {
    expect(settled(aLane({ again: DIGEST, followUp: FOLLOW_UP }), DIGEST, BURY)).toEqual(
      aLane({ followUp: FOLLOW_UP }),
    );
  });
});

test('a message that was told ends what was doubtful of its alerts, and one that was not leaves it', () => {
  const lane = aLane({ doubtful: [REF] });

  expect(settled(lane, OTHER, ACKNOWLEDGE, { acknowledged: true, refs: [REF] })).toEqual(aLane());
  expect(settled(lane, OTHER, RETRY, { refs: [REF] })).toEqual(lane);
});

describe('a message that may show an alert in another state than it counts as told in', () => {
  const NEWER: AlertRef = { ...REF, version: 3, status: 'resolved' };
  const BETWEEN: AlertRef = { ...REF, version: 2 };
  const message = { ...LOST, mayShow: [NEWER] };
  const lane = aLane({ again: LOST });
  const again = { ...LOST, attempt: 4 };

  test('leaves it doubtful in that state when it is delivered, and in those between', () => {
    const delivered = settled({ ...lane, doubtful: [REF, BETWEEN] }, message, ACKNOWLEDGE, { refs: [REF] });
    expect(delivered).toEqual(aLane({ acks: [LOST], doubtful: [REF, BETWEEN, NEWER] }));
  });

  test('leaves it so when it is lost or its worker dies, and may show yet another the next time', () => {
    const lost = { ...again, lost: { sinceMs: NOW, times: 2 } };

    expect(settled(lane, message, AGAIN, { refs: [REF] })).toEqual(aLane({ again: lost, doubtful: [NEWER] }));
    expect(reclaimLane({ ...lane, inFlight: message }, NOW, [REF])).toEqual(
      aLane({ slots: [NOW], again: { ...lost, attempt: 4 }, doubtful: [NEWER] }),
    );
  });

  test('leaves both doubtful where it was lost too often', () => {
    const { message: worn } = lostSince(MINUTE, 6);
    const doubtful = [REF, NEWER];

    expect(settled(aLane({ again: worn }), { ...worn, mayShow: [NEWER] }, AGAIN, { refs: [REF] })).toEqual(
      aLane({ doubtful }),
    );
  });

  test.each([RETRY, MUTE, PROBE, PLAIN, BURY])('has not shown it where no robot took it ($kind)', (step) => {
    const after = settled(lane, message, step, { refs: [REF] });

    expect(after).not.toHaveProperty('doubtful');
    expect(JSON.stringify(after)).not.toContain('mayShow');
  });
});

describe('a mention', () => {
  const owing = aLane({ followUp: FOLLOW_UP, again: OTHER });

  test.each([
    ['a mute', MUTE],
    ['a failure', RETRY],
    ['wrong settings', PROBE],
    ['a lost answer', AGAIN],
    ['a refusal', PLAIN],
  ])('is tried again after %s, three times in all; the alerts themselves were told', (_, step) => {
    expect(settled(owing, MENTION, step, { failures: 2 })).toHaveProperty('followUp');
    expect(settled(owing, MENTION, step, { failures: 3 })).not.toHaveProperty('followUp');
  });

  test.each([
    ['delivered', ACKNOWLEDGE],
    ['lost', AGAIN],
    ['refused', PLAIN],
    ['given up', BURY],
  ])('that is %s leaves the message that is to be repeated', (_, step) => {
    expect(settled(owing, MENTION, step).again).toEqual(OTHER);
  });

  test('that is held up does not become the message to be repeated', () => {
    expect(settled(aLane({ followUp: FOLLOW_UP }), MENTION, RETRY)).toEqual(aLane({ followUp: FOLLOW_UP }));
    expect(settled(owing, MENTION, RETRY).again).toEqual(OTHER);
  });

  test('that the robot refuses for good is given up', () => {
    expect(settled(owing, MENTION, BURY)).toEqual(aLane({ again: OTHER }));
  });

  test('owed stays when another message fails, however often', () => {
    expect(settled(owing, DIGEST, RETRY, { failures: 9 }).followUp).toEqual(FOLLOW_UP);
  });
});

test.each([ACKNOWLEDGE, RETRY, AGAIN, PLAIN, BURY])(
  'a test message changes nothing of what the lane owes: $kind',
  (step) => {
    const lane = aLane({ again: OTHER, followUp: FOLLOW_UP, acks: [DIGEST] });

    expect(settled(lane, TEST, step)).toEqual(lane);
  },
);

describe('a look that was planned', () => {
  const planned = aLane({ wakeAt: NOW - 5, wakeFor: 1 });
  const lookedAt = (lookedAtMs?: number) =>
    settled(planned, DIGEST, ACKNOWLEDGE, lookedAtMs === undefined ? {} : { lookedAtMs });

  test('is done with when everything was looked at then or later', () => {
    expect(lookedAt(NOW - 5)).toEqual(aLane({ acks: [DIGEST] }));
    expect(lookedAt(NOW)).toEqual(aLane({ acks: [DIGEST] }));
  });

  test('stands when only some of what waits was looked at, or before its time', () => {
    expect(lookedAt()).toEqual({ ...planned, acks: [DIGEST] });
    expect(lookedAt(NOW - 6)).toEqual({ ...planned, acks: [DIGEST] });
  });

  test('where there is none nothing is done', () => {
    expect(settled(aLane(), DIGEST, ACKNOWLEDGE, { lookedAtMs: NOW })).toEqual(aLane({ acks: [DIGEST] }));
  });
});

describe('after its worker died, a lane', () => {
  const held: Partial<Lane> = { owner: 'w', till: NOW - 1, inFlightUntil: NOW - 1, slots: [NOW - 9] };

  test('counts the lost request as sent now and tells its alerts again under the same id', () => {
    expect(reclaimLane(aLane({ ...held, inFlight: DIGEST }), NOW)).toEqual(
      aLane({ slots: [NOW - 9, NOW], again: LOST }),
    );
  });

  test('leaves the slot to the robot the request went through', () => {
    const inFlight: LaneMessage = { ...DIGEST, through: 'other' };

    expect(reclaimLane(aLane({ ...held, inFlight }), NOW)).toEqual(
      aLane({ slots: [NOW - 9], again: { ...LOST, through: 'other' } }),
    );
  });

  test('tells them again for some tries, then as they are by then: what kills its workers is not in the way for ever', () => {
    const { message, again } = lostSince(60 * MINUTE, 5);
    const { message: last } = lostSince(MINUTE, 6);

    expect(reclaimLane(aLane({ ...held, inFlight: message, again: message }), NOW).again).toEqual(again);
    expect(reclaimLane(aLane({ ...held, inFlight: last, again: last }), NOW)).toEqual(aLane({ slots: [NOW - 9, NOW] }));
  });

  test('remembers what was in one that was tried too often, also where its list is not on the lane', () => {
    const { message: last } = lostSince(MINUTE, 6);
    const lane = aLane({ ...held, inFlight: last, again: last });

    expect(reclaimLane(lane, NOW, [REF]).doubtful).toEqual([REF]);
  });

  test('that only lent its robot repeats nothing: the message is another lane’s', () => {
    const inFlight: LaneMessage = { ...DIGEST, home: 'other' };

    expect(reclaimLane(aLane({ ...held, inFlight, again: OTHER }), NOW)).toEqual(
      aLane({ slots: [NOW - 9, NOW], again: OTHER }),
    );
  });

  test.each([TEST, MENTION, NOTICE])('does not repeat what is about no alert ($kind)', (inFlight) => {
    expect(reclaimLane(aLane({ ...held, inFlight }), NOW)).toEqual(aLane({ slots: [NOW - 9, NOW] }));
  });

  test('with nothing on its way is only free', () => {
    expect(reclaimLane(aLane(held), NOW)).toEqual(aLane({ slots: [NOW - 9] }));
  });
});
