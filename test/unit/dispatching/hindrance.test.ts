import { describe, expect, test } from 'vitest';
import { hindranceOf } from '#shared/dispatching/hindrance.ts';
import { emptyLane, type Lane, type LaneMessage } from '#shared/pacing/lane.ts';

const NOW = Date.UTC(2026, 10, 21);
const MESSAGE: LaneMessage = { id: 'm', kind: 'single', channel: 'dba', attempt: 1 };

describe('a lane', () => {
  test.each<[string, Partial<Lane>, ReturnType<typeof hindranceOf>]>([
    ['nobody uses is free', {}, undefined],
    ['whose lease is over is free', { owner: 'w', till: NOW - 1 }, undefined],
    [
      'in trouble is free: whether its robot can send is another question',
      { mutedUntil: NOW + 9, failures: 3 },
      undefined,
    ],
    [
      'someone holds is looked at again in a second',
      { owner: 'w', till: NOW + 20_000 },
      { kind: 'busy', untilMs: NOW + 1_000 },
    ],
    ['someone holds to this very moment is busy', { owner: 'w', till: NOW }, { kind: 'busy', untilMs: NOW + 1_000 }],
    [
      'whose request may still be answered is waited for, clocks that differ included',
      { inFlight: MESSAGE, inFlightUntil: NOW },
      { kind: 'busy', untilMs: NOW + 3_001 },
    ],
    [
      'whose request may be answered till now by such a clock is waited for',
      { inFlight: MESSAGE, inFlightUntil: NOW - 3_000 },
      { kind: 'busy', untilMs: NOW + 1 },
    ],
    [
      'whose request can’t be answered any more lost its worker',
      { inFlight: MESSAGE, inFlightUntil: NOW - 3_001 },
      { kind: 'worker-died' },
    ],
    ['whose request nobody waits for lost its worker', { inFlight: MESSAGE }, { kind: 'worker-died' }],
    ['with something to acknowledge has that done first', { acks: [MESSAGE] }, { kind: 'unacknowledged' }],
    ['with a lost request has that taken over first', { acks: [MESSAGE], inFlight: MESSAGE }, { kind: 'worker-died' }],
    ['someone acknowledges on is busy', { acks: [MESSAGE], till: NOW + 5 }, { kind: 'busy', untilMs: NOW + 1_000 }],
  ])('%s', (_, lane, hindrance) => {
    expect(hindranceOf({ ...emptyLane('l'), ...lane }, NOW)).toEqual(hindrance);
  });
});
