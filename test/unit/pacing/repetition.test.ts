import { describe, expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { leaving, showing } from '#shared/pacing/doubt.ts';
import { type AlertRef, emptyLane, type Lane, type LaneMessage } from '#shared/pacing/lane.ts';
import {
  afterLoss,
  afterTelling,
  isRepetition,
  renamed,
  repetitions,
  toRepeat,
  withoutRepetition,
} from '#shared/pacing/repetition.ts';

const NOW = Date.UTC(2026, 10, 21);
const lost = ({ refs = [] }: LaneMessage) => ({ lostAtMs: NOW, againAtMs: NOW + 5_000, refs });

function ref(id: string, channel = 'dba'): AlertRef {
  return { channel, fingerprint: fingerprintOfId('native', id), version: 1, status: 'firing', level: 3 };
}

/** A message that a robot may have shown, of these alerts. */
function aMessage(id: string, ...refs: readonly AlertRef[]): LaneMessage {
  return { id, kind: 'aggregated', channel: 'dba', attempt: 1, refs, maybeShown: true };
}

function aLane(...messages: readonly LaneMessage[]): Lane {
  const [again, ...alsoAgain] = messages;
  return {
    ...emptyLane('home'),
    ...(again === undefined ? {} : { again }),
    ...(alsoAgain.length === 0 ? {} : { alsoAgain }),
  };
}

const [A, B] = [aMessage('a', ref('1')), aMessage('b', ref('2', 'ops'))];
const ids = (lane: Lane) => repetitions(lane).map(({ id }) => id);

/** A message that was lost as often as it may be. */
function worn(message: LaneMessage): LaneMessage {
  return { ...message, lost: { sinceMs: NOW - 60_000, times: 6 } };
}

describe('a lane with a message to repeat', () => {
  test('repeats one that is lost meanwhile after it', () => {
    const lane = afterLoss(aLane(A), B, lost(B));

    expect(ids(lane)).toEqual(['a', 'b']);
    expect(isRepetition(lane, A) && isRepetition(lane, B)).toBe(true);
    expect(isRepetition(lane, aMessage('c'))).toBe(false);
  });

  test('repeats also what a worker left that knew of one message only', () => {
    expect(repetitions({ alsoAgain: [B] })).toEqual([B]);
    expect(afterLoss({ ...aLane(), alsoAgain: [B] }, A, lost(A))).toMatchObject({ again: B, alsoAgain: [{ id: 'a' }] });
  });

  test('keeps their order when one is lost again, or goes out under another id', () => {
    expect(ids(afterLoss(aLane(A, B), A, lost(A)))).toEqual(['a', 'b']);
    expect(ids(toRepeat(aLane(A, B), renamed(A, 'new')))).toEqual(['new', 'b']);
  });

  test('has the other still when one is done with', () => {
    expect(withoutRepetition(aLane(A, B), A)).toEqual(aLane(B));
    expect(withoutRepetition(aLane(A, B), B)).toEqual(aLane(A));
    expect(withoutRepetition(aLane(B), A)).toEqual(aLane(B));
  });

  test('repeats four at most: what more may have been shown it only remembers', () => {
    const full = aLane(...['1', '2', '3', '4'].map((id) => aMessage(id)));

    expect(afterLoss(full, B, lost(B))).toEqual({ ...full, doubtful: B.refs });
  });

  test('remembers of such a one what is in it also where its list is not on the lane', () => {
    const full = aLane(...['1', '2', '3', '4'].map((id) => aMessage(id)));
    const { refs = [], ...listed } = { ...B, chunks: 1 };

    expect(afterLoss(full, listed, lost({ ...listed, refs }))).toEqual({ ...full, doubtful: B.refs });
  });

  test('makes room for one that is made simpler: composed anew that would be refused anew', () => {
    const all = ['1', '2', '3', '4'].map((id) => aMessage(id, ref(id)));
    const { maybeShown: _never, ...poison } = aMessage('p', ref('p'));
    const lane = toRepeat(aLane(...all), poison, { ...renamed(poison, 'q'), simpler: 'plain' });

    expect(ids(lane)).toEqual(['1', '2', '3', 'q']);
    expect(lane.doubtful).toEqual([ref('4')]);
  });

  test('gives up none for it whose alerts it does not know', () => {
    const { refs: _elsewhere, ...listed } = { ...aMessage('4'), chunks: 1 };
    const all = [...['1', '2', '3'].map((id) => aMessage(id, ref(id))), listed];
    const { maybeShown: _never, ...poison } = aMessage('p', ref('p'));
    const simpler = { ...renamed(poison, 'q'), simpler: 'plain' } as const;

    expect(ids(toRepeat(aLane(...all), poison, simpler))).toEqual(['1', '2', '4', 'q']);
    expect(ids(toRepeat(aLane(listed, listed, listed, listed), poison, simpler))).toEqual(['4', '4', '4', '4', 'q']);
  });
});

describe('alerts that may have been shown', () => {
  test('are remembered where their message was lost too often to be repeated', () => {
    expect(afterLoss(aLane(A), worn(A), lost(A))).toEqual({ ...aLane(), doubtful: A.refs });
  });

  test('are forgotten when they are told, and only those', () => {
    const lane: Lane = { ...aLane(A, B), doubtful: [ref('3'), ref('4')] };
    const told = [{ ...ref('2', 'ops'), version: 2 }, ref('3')];

    expect(afterTelling(lane, told)).toEqual({ ...aLane(A, { ...B, refs: [] }), doubtful: [ref('4')] });
    expect(afterTelling({ ...aLane(), doubtful: [ref('3')] }, told)).toEqual(aLane());
    expect(afterTelling({ ...aLane(), alsoAgain: [B] }, told)).toEqual(aLane({ ...B, refs: [] }));
  });

  test('are those that a repetition leaves out, or tells in another state, whatever becomes of it', () => {
    const both = aMessage('a', ref('1'), ref('2', 'ops'));
    const part = leaving({ ...both, refs: [{ ...ref('1'), version: 2 }] }, both.refs ?? []);
    const { doubtful, ...repeated } = part;

    expect(withoutRepetition(aLane(both), part)).toEqual({ ...aLane(), doubtful });
    expect(toRepeat(aLane(both), part)).toEqual({ ...aLane({ ...repeated, attempt: 2 }), doubtful });
    expect(afterLoss(aLane(both), part, lost(part))).toMatchObject({ again: { refs: repeated.refs }, doubtful });
    expect(afterLoss(aLane(both), part, lost(part)).again).not.toHaveProperty('doubtful');
    expect(leaving(both, [])).toBe(both);
  });

  test('are remembered once in each state', () => {
    const newer = { ...ref('1'), version: 2 };
    const lane = afterLoss(
      { ...aLane(A), doubtful: [ref('1'), ref('3')] },
      worn(A),
      lost({ ...A, refs: [ref('1'), newer] }),
    );

    expect(lane.doubtful).toEqual([ref('3'), ref('1'), newer]);
  });

  test('are fifty at most, the newest', () => {
    const many = Array.from({ length: 50 }, (_, at) => ref(`old ${at}`));
    const { doubtful = [] } = afterLoss({ ...aLane(A), doubtful: many }, worn(A), lost(A));

    expect(doubtful).toEqual([...many.slice(1), ref('1')]);
    expect(leaving(A, [...many, ref('1')]).doubtful).toEqual(doubtful);
    expect(showing(A, [...many, ref('1')]).mayShow).toEqual(doubtful);
    expect(showing(A, [])).toBe(A);
  });

  test('are due for all a lane knows when there are more of them; when some are told, it is as it was', () => {
    const lane: Lane = { ...aLane(A), doubtful: [ref('3'), ref('4')], doubtfulDueAt: NOW };

    expect(afterLoss(lane, worn(A), lost(A))).not.toHaveProperty('doubtfulDueAt');
    expect(afterTelling(lane, [ref('3')])).toMatchObject({ doubtful: [ref('4')], doubtfulDueAt: NOW });
    expect(afterTelling(lane, lane.doubtful ?? [])).toEqual(aLane(A));
  });

  test('are named, all of them, where there is no room for them: they remember it themselves', () => {
    const [old, many] = [aMessage('old', ref('0')), Array.from({ length: 52 }, (_, at) => ref(`new ${at}`))];
    const full = afterLoss({ ...aLane(A, old), doubtful: A.refs ?? [] }, worn(old), { ...lost(old), refs: many });
    const { doubtful, crowdedOut } = afterLoss(full, worn(A), lost(A));

    expect(doubtful).toEqual([...many.slice(3), ref('1')]);
    expect(crowdedOut).toEqual([ref('1'), ...many.slice(0, 3)]);
    expect(afterLoss(aLane(A), worn(A), lost(A))).not.toHaveProperty('crowdedOut');
  });
});
