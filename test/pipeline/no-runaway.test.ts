import { afterEach, describe, expect, test } from 'vitest';
import { type Fingerprint, fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import type { AlertRef, Lane, LaneMessage } from '#shared/pacing/lane.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, START_MS, startHarness } from './harness.ts';

const MINUTE = 60_000;
const MINUTES = 10;
const LANE = aRobot().webhookId;
const capped = aChannel({ name: 'capped', type: 'wecom', limits: { ...aChannel().limits, perDay: 1 } });
const dba = aChannel({ name: 'dba', type: 'wecom' });
const FULL = { hour: '2026-11-21T08', hourCount: 1, day: '2026-11-21', dayCount: 1 };

let relay: Awaited<ReturnType<typeof startHarness>>;
afterEach(() => relay.stop());

function refOf(id: string, channel: string): AlertRef {
  const fingerprint: Fingerprint = fingerprintOfId('native', id);
  return { channel, fingerprint, version: 1, status: 'firing', level: 3 };
}

/** A message of one alert that may have been shown. */
function lostOf(id: string, channel: string, more: Partial<LaneMessage> = {}): LaneMessage {
  const own = { id: `0mi7r2yo0abcdef${id.padStart(2, '0')}`, kind: 'single', channel, attempt: 1 } as const;
  return { ...own, refs: [refOf(id, channel)], maybeShown: true, lost: { sinceMs: START_MS, times: 1 }, ...more };
}

const waiting = lostOf('x', 'dba');
const { refs: _listed, ...unlisted } = lostOf('z', 'dba', { chunks: 1 });
const many = ['1', '2', '3', '4'].map((id) => lostOf(id, 'capped'));

const LANES: readonly (readonly [string, Partial<Lane>])[] = [
  ['nothing', {}],
  ['something doubtful that waits', { doubtful: [refOf('x', 'dba')] }],
  ['something doubtful that is put off', { doubtful: [refOf('later', 'dba')] }],
  ['something doubtful that is gone', { doubtful: [refOf('gone', 'dba'), refOf('x', 'nowhere')] }],
  ['a message to repeat', { again: waiting }],
  ['one whose alert is gone', { again: lostOf('gone', 'dba') }],
  ['one whose list is gone', { again: unlisted }],
  ['one of a channel that is nowhere', { again: lostOf('x', 'nowhere') }],
  ['one that leaves something', { again: { ...waiting, doubtful: [refOf('later', 'dba')] } }],
  ['one that is made simpler', { again: { ...waiting, simpler: 'plain', unusedId: true, insteadOf: 'm' } }],
  ['one of a channel at its cap', { again: lostOf('c', 'capped') }],
  ['only what a former version left behind it', { alsoAgain: [waiting] }],
  ['as many as it repeats', { again: lostOf('c', 'capped'), alsoAgain: many.slice(1) }],
  ['more than it repeats', { again: lostOf('c', 'capped'), alsoAgain: [...many, waiting] }],
];

const answer = (errcode: number): PostResult => ({ kind: 'answer', status: 200, body: `{"errcode":${errcode}}` });

describe.each<[string, PostResult]>([
  ['takes it', OK],
  ['does not answer', { kind: 'unknown', detail: 'no answer' }],
  ['takes no more for now', answer(45009)],
  ['refuses every form of it', answer(40008)],
  ['can’t be reached', { kind: 'unreachable', reason: 'refused', detail: 'refused' }],
])('where the robot %s, no dispatcher goes round', (_, result) => {
  test.each(LANES)('on a lane that has %s', async (_name, state) => {
    relay = await startHarness([capped, dba]);
    let looks = 0;
    const { get } = relay.lanes;
    Object.assign(relay.ports.lanes, {
      get: (id: string) => {
        looks += 1;
        return get(id);
      },
    });
    relay.answerWith(() => result);
    const fresh = await relay.lanes.get(LANE);
    await relay.lanes.amend(fresh, { ...fresh, ...state, caps: { capped: FULL } });
    await relay.receive([anAlert({ id: 'c' })], { channels: ['capped'] });
    await relay.receive([anAlert({ id: 'x' }), anAlert({ id: 'later', name: 'later' })], { channels: ['dba'] });
    const [later] = await relay.alerts.read([refOf('later', 'dba')]);
    const from = { class: 2, atMs: later?.dueAt ?? 0 } as const;
    const postponement = { ...refOf('later', 'dba'), from, to: { ...from, atMs: START_MS + 60 * MINUTE } };
    await relay.alerts.postpone({ ...postponement, reason: 'silenced', by: 's', nowMs: relay.now() });
    // What is there at the beginning may take its turns at once.
    await relay.runFor(MINUTE);
    await relay.sweep();
    const posts = relay.seen.length;
    looks = 0;
    for (let minute = 0; minute < MINUTES; minute++) {
      await relay.runFor(MINUTE);
      await relay.sweep();
    }

    expect(looks / MINUTES).toBeLessThan(6);
    expect((relay.seen.length - posts) / MINUTES).toBeLessThan(4);
  });
});
