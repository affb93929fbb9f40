import { expect, test } from 'vitest';
import { replaceWatchdogs } from '#shared/watchdogs/manage-watchdogs.ts';
import { watchdogReferencesTo } from '#shared/watchdogs/watchdogs.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aWatchedSource } from '#test/builders/watchdogs.ts';
import { recordedAudit } from '#test/fakes/audit.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { fakeWatchdogsStore } from '#test/fakes/settings-store.ts';

const INPUT = { sources: [{ source: 'ocp', silentAfterMinutes: 30, channels: ['dba'] }] };
const WATCHED = { sources: [aWatchedSource()], silentAlerts: [] };

function open(heardOf: readonly string[] = ['ocp']) {
  const { audit, changes } = recordedAudit();
  const channels = fakeChannelStore([aChannel({ name: 'dba' }), aChannel({ name: 'off', enabled: false })]);
  return { ports: { channels, store: fakeWatchdogsStore(), sources: { list: async () => heardOf }, audit }, changes };
}

test('watchdogs are replaced as they are read, and written down each under its source', async () => {
  const { ports, changes } = open();
  expect(await replaceWatchdogs(INPUT, ports)).toEqual({ kind: 'replaced', watchdogs: WATCHED, warnings: [] });

  expect(changes).toMatchObject([{ what: 'watchdogs-replaced', object: 'watchdogs' }]);
  expect(changes[0]?.changes).toContainEqual({ field: 'sources.ocp.level', before: null, after: 'critical' });
});

test('what is odd is said: a channel that is off, and a source that nobody heard of', async () => {
  const input = { sources: [{ ...INPUT.sources[0], channels: ['off'] }] };

  expect(await replaceWatchdogs(input, open(['ocp2']).ports)).toMatchObject({
    kind: 'replaced',
    warnings: [
      'sources[0].channels[0]: "off" is disabled: nothing is told in it',
      'sources[0].source: "ocp" has sent no alert so far: did you mean ocp2?',
    ],
  });
});

test('nothing is written when nobody can say which sources were heard of', async () => {
  const { ports } = open();
  const failing = { ...ports, sources: { list: () => Promise.reject(new Error('no answer')) } };
  await expect(replaceWatchdogs(INPUT, failing)).rejects.toThrow('no answer');

  expect(await ports.store.read()).toBeUndefined();
});

test('watchdogs name their channels', () => {
  expect(watchdogReferencesTo('dba', WATCHED)).toEqual(['the watchdog of source "ocp"']);
  expect(watchdogReferencesTo('own', WATCHED)).toEqual([]);
});
