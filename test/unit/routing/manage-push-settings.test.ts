import { beforeEach, expect, test } from 'vitest';
import { preparePushSettings } from '#shared/routing/apply-push-settings.ts';
import {
  type PushPorts,
  pushReferences,
  replacePushSettings,
  showPushSettings,
} from '#shared/routing/manage-push-settings.ts';
import { aChannel } from '#test/builders/channel.ts';
import { unaudited } from '#test/fakes/audit.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { fakePushSettingsStore } from '#test/fakes/push-settings-store.ts';
import { settingsOf } from './settings.ts';

const INPUT = { defaultChannel: 'dba', rules: [{ name: 'r', channels: ['dba', 'own'] }] };
const lineOf = () => 7;

let ports: PushPorts;
beforeEach(() => {
  ports = {
    channels: fakeChannelStore([aChannel({ name: 'dba' }), aChannel({ name: 'own', origin: 'file' })]),
    pushSettings: fakePushSettingsStore(),
    audit: unaudited,
  };
});

async function applied(input: object | undefined, channels: readonly string[] = ['own']) {
  const prepared = await preparePushSettings(input && { settings: settingsOf(input), lineOf }, channels, ports);
  if (prepared.kind === 'ready') await prepared.settle();
  return prepared;
}

test('settings are replaced whole, shown as they are, and name their channels', async () => {
  expect(await showPushSettings(ports)).toEqual({ rules: [] });
  expect(await replacePushSettings(INPUT, ports)).toMatchObject({ kind: 'replaced', settings: settingsOf(INPUT) });
  expect(await showPushSettings(ports)).toEqual(settingsOf(INPUT));
  expect(await pushReferences('dba', ports)).toEqual([
    'defaultChannel of the push settings',
    'rule "r" of the push settings',
  ]);
  expect(await pushReferences('other', ports)).toEqual([]);

  expect(await replacePushSettings({}, ports)).toMatchObject({ kind: 'replaced' });
  expect(await pushReferences('dba', ports)).toEqual([]);
});

test('what is not fit changes nothing', async () => {
  await replacePushSettings(INPUT, ports);
  for (const input of [null, undefined, 'x', { rules: [{}] }, { defaultChannel: 'nobody' }])
    expect(await replacePushSettings(input, ports)).toMatchObject({ kind: 'invalid' });

  expect(await showPushSettings(ports)).toEqual(settingsOf(INPUT));
});

test('a change that comes in between is not overwritten', async () => {
  const { pushSettings } = ports;
  const overtaken = { ...pushSettings, write: async () => 'changed-meanwhile' as const };

  expect(await replacePushSettings(INPUT, { ...ports, pushSettings: overtaken })).toEqual({
    kind: 'changed-meanwhile',
  });
});

test('those of a file are changed by the file only, until it has none any more', async () => {
  expect(await applied(INPUT)).toMatchObject({ kind: 'ready' });
  expect(await replacePushSettings({}, ports)).toEqual({ kind: 'managed-by-file' });

  await applied({ defaultChannel: 'own' });
  expect(await showPushSettings(ports)).toEqual({ defaultChannel: 'own', rules: [] });

  await applied(undefined);
  expect(await showPushSettings(ports)).toEqual({ rules: [] });
  expect(await replacePushSettings(INPUT, ports)).toMatchObject({ kind: 'replaced' });
});

test('those of the API stay as they are: a file with some is refused, one without leaves them alone', async () => {
  await replacePushSettings(INPUT, ports);
  expect(await applied({ defaultChannel: 'own' })).toMatchObject({
    kind: 'invalid',
    errors: [{ field: 'pushSettings', line: 7, message: expect.stringContaining('made over the API') }],
  });
  const prepared = await applied(undefined);

  expect(await showPushSettings(ports)).toEqual(settingsOf(INPUT));
  expect(prepared.kind === 'ready' && prepared.referencesTo('own')).toEqual(['rule "r" of the push settings']);
});

test('a file may name its own channels and those of the API, not one that is about to leave it', async () => {
  expect(await applied(INPUT, [])).toMatchObject({
    kind: 'invalid',
    errors: [{ field: 'pushSettings.rules[0].channels[1]', line: 7 }],
  });
});

test('putting the same file in force again writes nothing', async () => {
  await applied(INPUT);
  const before = await ports.pushSettings.readFresh();
  await applied(INPUT);

  expect(await ports.pushSettings.readFresh()).toBe(before);
});
