import { beforeEach, expect, test } from 'vitest';
import { prepareWatchdogs } from '#shared/watchdogs/apply-watchdogs.ts';
import {
  replaceWatchdogs,
  showWatchdogs,
  type WatchdogPorts,
  watchdogReferences,
} from '#shared/watchdogs/manage-watchdogs.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aWatchedSource } from '#test/builders/watchdogs.ts';
import { unaudited } from '#test/fakes/audit.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { fakeWatchdogsStore } from '#test/fakes/watchdogs-store.ts';

const INPUT = { sources: [{ source: 'ocp', silentAfterMinutes: 30, channels: ['dba'] }] };
const WATCHDOGS = { sources: [aWatchedSource()], silentAlerts: [] };

let ports: WatchdogPorts & { readonly sources: { list(): Promise<readonly string[]> } };
beforeEach(() => {
  ports = {
    channels: fakeChannelStore([aChannel({ name: 'dba' }), aChannel({ name: 'own', origin: 'file' })]),
    watchdogs: fakeWatchdogsStore(),
    sources: { list: async () => ['ocp'] },
    audit: unaudited,
  };
});

async function applied(file: typeof WATCHDOGS | undefined, channels: readonly string[] = ['own']) {
  const prepared = await prepareWatchdogs(file && { watchdogs: file, lineOf: () => 7 }, channels, ports);
  if (prepared.kind === 'ready') await prepared.settle();
  return prepared;
}

test('watchdogs are replaced whole, shown as they are, and name their channels', async () => {
  expect(await showWatchdogs(ports)).toEqual({ sources: [], silentAlerts: [] });
  expect(await replaceWatchdogs(INPUT, ports)).toEqual({ kind: 'replaced', watchdogs: WATCHDOGS, warnings: [] });
  expect(await showWatchdogs(ports)).toEqual(WATCHDOGS);
  expect(await watchdogReferences('dba', ports)).toEqual(['the watchdog of source "ocp"']);
  expect(await watchdogReferences('own', ports)).toEqual([]);

  await replaceWatchdogs({}, ports);
  expect(await watchdogReferences('dba', ports)).toEqual([]);
});

test('what is not fit changes nothing', async () => {
  await replaceWatchdogs(INPUT, ports);
  for (const input of [null, undefined, 'x', { sources: [{}] }, { sources: [aWatchedSource({ channels: ['no'] })] }])
    expect(await replaceWatchdogs(input, ports)).toMatchObject({ kind: 'invalid' });

  expect(await showWatchdogs(ports)).toEqual(WATCHDOGS);
});

test('a change that comes in between is not overwritten', async () => {
  const overtaken = { ...ports.watchdogs, write: async () => 'changed-meanwhile' as const };

  expect(await replaceWatchdogs(INPUT, { ...ports, watchdogs: overtaken })).toEqual({ kind: 'changed-meanwhile' });
});

test('those of a file are only the file’s to change, and go with it', async () => {
  expect(await applied({ sources: [aWatchedSource({ channels: ['own'] })], silentAlerts: [] })).toMatchObject({
    kind: 'ready',
  });
  expect(await replaceWatchdogs({}, ports)).toEqual({ kind: 'managed-by-file' });

  await applied(undefined);
  expect(await showWatchdogs(ports)).toEqual({ sources: [], silentAlerts: [] });
  expect(await replaceWatchdogs(INPUT, ports)).toMatchObject({ kind: 'replaced' });
});

test('a file changes none of the API, and is told what to do', async () => {
  await replaceWatchdogs(INPUT, ports);
  const refused = await applied(WATCHDOGS);
  await applied(undefined);

  expect(refused).toMatchObject({ kind: 'invalid', errors: [{ field: 'watchdogs', line: 7 }] });
  expect(await showWatchdogs(ports)).toEqual(WATCHDOGS);
});

test('a file may name its own channels and those of the API, not those of a file before', async () => {
  expect(await applied(WATCHDOGS)).toMatchObject({ kind: 'ready' });
  const refused = await applied({ sources: [aWatchedSource({ channels: ['own'] })], silentAlerts: [] }, []);

  expect(refused).toMatchObject({ errors: [{ field: 'watchdogs.sources[0].channels[0]', line: 7 }] });
});

test('a file that is applied again writes nothing', async () => {
  await applied(WATCHDOGS);
  await applied(WATCHDOGS);

  expect((await ports.watchdogs.read())?.revision).toBe(1);
});
