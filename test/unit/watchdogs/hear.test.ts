import { beforeEach, expect, test } from 'vitest';
import { createHearing, type HearPorts } from '#shared/watchdogs/hear.ts';
import { aWatchedSource, storedWatchdogs } from '#test/builders/watchdogs.ts';

let nowMs: number;
let heard: (readonly [string, number])[];
let failures: unknown[];
let ports: HearPorts;
beforeEach(() => {
  [nowMs, heard, failures] = [1_000_000, [], []];
  ports = {
    watchdogs: { read: async () => storedWatchdogs([aWatchedSource(), aWatchedSource({ source: 'prometheus' })]) },
    watches: { hear: async (source, atMs) => void heard.push([source, atMs]) },
    now: () => nowMs,
    logFailure: (error) => void failures.push(error),
  };
});

test('a source that is watched is noted once a minute, whatever comes of it', async () => {
  const hearing = createHearing(ports);
  await Promise.all([hearing.note(['ocp', 'ocp']), hearing.note(['ocp'])]);
  nowMs += 59_999;
  await hearing.note(['ocp']);
  expect(heard).toEqual([['ocp', 1_000_000]]);

  nowMs += 1;
  await hearing.note(['ocp', 'prometheus']);
  expect(heard.slice(1)).toEqual([
    ['ocp', 1_060_000],
    ['prometheus', 1_060_000],
  ]);
});

test('a source whose alerts are watched is heard too', async () => {
  const rule = { source: 'n9e', silentAfterMinutes: 60, policy: 'name' } as const;
  const hearing = createHearing({ ...ports, watchdogs: { read: async () => storedWatchdogs([], 1, [rule]) } });

  expect(await hearing.hear('n9e')).toBe('heard');
  expect(await hearing.hear('ocp')).toBe('not-watched');
});

test('any other is not noted, and is said to be watched by nobody', async () => {
  const hearing = createHearing(ports);
  await hearing.note(['zabbix']);

  expect(await hearing.hear('zabbix')).toBe('not-watched');
  expect(heard).toEqual([]);
});

test('a note that fails harms nobody, and is made again at once', async () => {
  let fails = true;
  const hearing = createHearing({
    ...ports,
    watches: {
      hear: async (source, atMs) => (fails ? Promise.reject(new Error('down')) : void heard.push([source, atMs])),
    },
  });
  await hearing.note(['ocp']);
  expect(failures).toEqual([new Error('down')]);
  await expect(hearing.hear('ocp')).rejects.toThrow('down');

  fails = false;
  expect(await hearing.hear('ocp')).toBe('heard');
  expect(heard).toHaveLength(1);
});

test('watchdogs that can not be read harm nobody', async () => {
  const read = () => Promise.reject(new Error('down'));
  await createHearing({ ...ports, watchdogs: { read } }).note(['ocp']);

  expect(failures).toEqual([new Error('down')]);
});
