import { expect, test } from 'vitest';
import { TooLateError, whileWanted } from '#functions/configure/while-wanted.ts';
import type { DeployPorts } from '#shared/config/deployed-file.ts';
import { namedApplyPorts } from '#test/builders/named-secrets.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { fakeConfigurationRecord } from '#test/fakes/configuration-record.ts';
import { fakeInhibitionStore, fakePushSettingsStore, fakeWatchdogsStore } from '#test/fakes/settings-store.ts';
import { fakeSilenceStore } from '#test/fakes/silence-store.ts';

type Call = (...args: readonly unknown[]) => Promise<unknown>;

/** What changes nothing may be asked also when nobody wants the answer any more. */
const READING =
  /(?:^|\.)(?:list|listFresh|read|readFresh|readNamed|rules|hasWaiting|sourceMappings|signatureRules|now|makeRef|lintTemplate)$/;
/** They are people's own there: nothing of them is written. */
const SECRETS = /^secrets\./;

/** Every function of the ports by its path, `channels.create`. */
function callsOf(ports: object, path = ''): readonly (readonly [string, Call])[] {
  return Object.entries(ports).flatMap(([name, value]) => {
    const whole = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'function') return [[whole, value as Call] as const];
    return typeof value === 'object' && value !== null ? callsOf(value, whole) : [];
  });
}

const ports: DeployPorts = {
  ...namedApplyPorts(new Map(), fakeChannelStore(), {
    hasWaiting: async () => false,
    noteFormer: async () => undefined,
    resume: async () => undefined,
  }),
  silences: fakeSilenceStore(),
  now: () => 0,
  sourceMappings: async () => [],
  putSourceMappings: async () => undefined,
  signatureRules: async () => [],
  putSignatureRules: async () => undefined,
  readNamed: async () => undefined,
  pushSettings: fakePushSettingsStore(),
  inhibitions: fakeInhibitionStore(),
  watchdogs: fakeWatchdogsStore(),
  record: fakeConfigurationRecord(),
};

const writing = callsOf(whileWanted(ports, () => true)).filter(([path]) => !READING.test(path) && !SECRETS.test(path));

test('the ports that write are found: whoever adds one finds it here', () => {
  expect(writing.map(([path]) => path).toSorted()).toEqual([
    'audit',
    'channels.create',
    'channels.remove',
    'channels.replace',
    'inhibitions.write',
    'noteFormer',
    'pushSettings.write',
    'putSignatureRules',
    'putSourceMappings',
    'record.remove',
    'record.write',
    'resume',
    'silences.end',
    'silences.put',
    'watchdogs.write',
  ]);
});

test.each(writing)('when the time is over nothing is written by %s', async (_, call) => {
  await expect(call({}, async () => undefined)).rejects.toThrow(TooLateError);
});
