import { expect, test } from 'vitest';
import { withListsOnce } from '#shared/dispatching/lists-once.ts';
import type { AlertRef } from '#shared/pacing/lane.ts';
import type { LaneStore } from '#shared/pacing/lane-store.ts';

const REF: AlertRef = { channel: 'dba', fingerprint: 'A'.repeat(22), version: 1, status: 'firing', level: 3 };

test('a list is read once, whoever asks for it; each message has its own', async () => {
  const read: unknown[] = [];
  const readManifest: LaneStore['readManifest'] = async (...asked) => {
    read.push(asked);
    return [REF];
  };
  const lanes = withListsOnce({ readManifest } as LaneStore);

  expect(await Promise.all([lanes.readManifest('one', 2), lanes.readManifest('one', 2)])).toEqual([[REF], [REF]]);
  await lanes.readManifest('other', 1);
  expect(read).toEqual([
    ['one', 2],
    ['other', 1],
  ]);
});
