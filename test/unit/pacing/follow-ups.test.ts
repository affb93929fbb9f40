import { describe, expect, test } from 'vitest';
import { crowdedOut, followUpsOf, withFollowUp, withoutFollowUp } from '#shared/pacing/follow-ups.ts';
import { emptyLane, type FollowUp, type Lane } from '#shared/pacing/lane.ts';
import { NOBODY } from '#shared/rendering/message.ts';

const draft = { format: 'text', title: '', text: '@13800000000', mention: NOBODY } as const;

/** The mention that completes the nth message; the 0th as yesterday's version wrote it. */
function mention(nth: number): FollowUp {
  const one: FollowUp = { channel: 'dba', robot: '1', draft, alertCount: nth };
  return nth === 0 ? one : { ...one, completes: `m-${nth}` };
}

/** A lane that owes these, one after the other. */
function owing(...nths: readonly number[]): Lane {
  return nths.reduce((lane, nth) => withFollowUp(lane, mention(nth)), emptyLane('home'));
}

const numbers = (waiting: readonly FollowUp[]) => waiting.map(({ alertCount }) => alertCount);
const waitingOn = (lane: Lane) => numbers(followUpsOf(lane));

describe('mentions that wait on a lane', () => {
  test('are kept, the newest first', () => {
    expect(waitingOn(owing())).toEqual([]);
    expect(waitingOn(owing(1, 2, 3))).toEqual([3, 2, 1]);
  });

  test('are eight at most: the oldest makes room for a ninth', () => {
    expect(waitingOn(owing(1, 2, 3, 4, 5, 6, 7, 8))).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(waitingOn(owing(1, 2, 3, 4, 5, 6, 7, 8, 9))).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
  });

  test('are named when one more has no room', () => {
    expect(numbers(crowdedOut(owing()))).toEqual([]);
    expect(numbers(crowdedOut(owing(1, 2, 3, 4, 5, 6, 7)))).toEqual([]);
    expect(numbers(crowdedOut(owing(1, 2, 3, 4, 5, 6, 7, 8)))).toEqual([1]);
  });

  test.each([1, 2, 3])('are done with one by one, whichever was sent: %i', (sent) => {
    expect(waitingOn(withoutFollowUp(owing(1, 2, 3), `m-${sent}`))).toEqual([3, 2, 1].filter((nth) => nth !== sent));
  });

  test('stay when another was sent that waits no more', () => {
    expect(withoutFollowUp(owing(1, 2), 'm-7')).toEqual(owing(1, 2));
  });

  test('leave nothing when the last was sent', () => {
    expect(withoutFollowUp(owing(1), 'm-1')).toEqual(emptyLane('home'));
  });

  test('may be of yesterday’s version, which does not say what they complete', () => {
    const lane = owing(0, 1);

    expect(waitingOn(lane)).toEqual([1, 0]);
    expect(withoutFollowUp(lane, undefined)).toEqual(owing(1));
    expect(withoutFollowUp(lane, 'm-1')).toEqual(owing(0));
  });
});
