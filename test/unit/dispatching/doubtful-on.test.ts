import { expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Waiting } from '#shared/dispatching/choose-entries.ts';
import { doubtfulOn } from '#shared/dispatching/doubtful-on.ts';
import { type AlertRef, emptyLane, type Lane, type LaneMessage } from '#shared/pacing/lane.ts';
import { aWaiting } from '#test/builders/waiting.ts';

const LOST: LaneMessage = { id: 'm', kind: 'digest', channel: 'dba-oncall', attempt: 1, maybeShown: true };
const [ONE, TWO] = [aDueOne('1'), aDueOne('2')];

function aDueOne(id: string): Waiting {
  return aWaiting({}, { fingerprint: fingerprintOfId('native', id), version: 3 });
}

function refOf({ entry }: Waiting): AlertRef {
  const { channel, fingerprint, version } = entry;
  return { channel, fingerprint, version, status: 'firing', level: 3 };
}

/** Whether the first alert, and whether the second may have been shown. */
async function doubtful(lane: Partial<Lane>, lists: Readonly<Record<string, readonly AlertRef[]>> = {}) {
  const { maybeShown } = await doubtfulOn(
    { ...emptyLane('r'), ...lane },
    { readManifest: async (name) => lists[name] ?? [] },
  );
  return [ONE, TWO].map((one) => maybeShown(one));
}

test('what a lane remembers as such may have been shown', async () => {
  expect(await doubtful({})).toEqual([false, false]);
  expect(await doubtful({ doubtful: [refOf(ONE)] })).toEqual([true, false]);
});

test('what is in a message to be repeated may have been, any of them', async () => {
  const again = { ...LOST, refs: [refOf(ONE)] };
  const other = { ...LOST, id: 'n', chunks: 1 };

  expect(await doubtful({ again })).toEqual([true, false]);
  expect(await doubtful({ again, alsoAgain: [other] }, { n: [refOf(TWO)] })).toEqual([true, true]);
});

test('what is in one that was refused has not been', async () => {
  const { maybeShown: _refused, ...again } = { ...LOST, refs: [refOf(ONE)] };
  expect(await doubtful({ again })).toEqual([false, false]);
});

test('what changed since is news', async () => {
  const { version, ...before } = refOf(ONE);
  expect(await doubtful({ doubtful: [{ ...before, version: version - 1 }] })).toEqual([false, false]);
});

test('what may have been seen firing is marked so, also where it changed since; what was seen over is not', async () => {
  const { version, ...before } = refOf(ONE);
  const over: AlertRef = { ...refOf(TWO), status: 'resolved' };
  const lane = { ...emptyLane('r'), doubtful: [{ ...before, version: version - 1 }, over] };
  const { marked, seenFiring } = await doubtfulOn(lane, { readManifest: async () => [] });

  expect(marked([ONE, TWO])).toEqual([{ ...ONE, entry: { ...ONE.entry, maybeShown: true } }, TWO]);
  expect([ONE, TWO].map(({ entry }) => seenFiring(entry))).toEqual([true, false]);
  const others = [TWO];
  expect(marked(others)).toBe(others);
});
