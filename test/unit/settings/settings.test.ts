import { beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import { INHIBITIONS } from '#shared/inhibition/manage-inhibitions.ts';
import { PUSH_SETTINGS } from '#shared/routing/push-settings-kind.ts';
import { prepareSettings, settingsInTheWay, settleSettings } from '#shared/settings/file-settings.ts';
import { replaceSettings, type SettingsPorts, showSettings } from '#shared/settings/replace-settings.ts';
import type { SettingsKind } from '#shared/settings/settings-kind.ts';
import { WATCHDOGS } from '#shared/watchdogs/manage-watchdogs.ts';
import { aChannel } from '#test/builders/channel.ts';
import { recordedAudit } from '#test/fakes/audit.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { fakeSettingsStore } from '#test/fakes/settings-store.ts';

const lineOf = () => 7;

/** One kind, with a body for it that names the channel, and one that names none. */
interface Case<Settings> {
  readonly kind: SettingsKind<Settings>;
  readonly naming: (channel: string) => unknown;
  readonly empty: unknown;
  /** Where the body names the channel. */
  readonly place: string;
  readonly takeAway: string;
}

function defineSettings<Settings>({ kind, naming, empty, place, takeAway }: Case<Settings>): void {
  let ports: SettingsPorts<Settings>;
  let recorded: ReturnType<typeof recordedAudit>;
  beforeEach(() => {
    recorded = recordedAudit();
    const channels: Channel[] = [aChannel({ name: 'dba' }), aChannel({ name: 'own', origin: 'file' })];
    ports = { channels: fakeChannelStore(channels), store: fakeSettingsStore(), audit: recorded.audit };
  });

  const read = (body: unknown): Settings => {
    const findings = { errors: [], warnings: [] };
    const settings = kind.read(body, findings);
    expect(findings.errors).toEqual([]);
    return settings;
  };
  const replace = (body: unknown) => replaceSettings(kind, body, ports);
  const prepare = (body: unknown, fileChannels = ['own']) =>
    prepareSettings(kind, body === undefined ? undefined : { settings: read(body), lineOf }, fileChannels, ports);
  const settle = (body: unknown) => settleSettings(kind, body === undefined ? undefined : read(body), ports);
  const shown = () => showSettings(kind, ports.store);

  describe('over the API', () => {
    test('they are replaced whole, and shown as they are', async () => {
      expect(await shown()).toEqual(kind.none);
      expect(await replace(naming('dba'))).toEqual({ kind: 'replaced', settings: read(naming('dba')), warnings: [] });
      expect(await shown()).toEqual(read(naming('dba')));

      expect(await replace(empty)).toMatchObject({ kind: 'replaced', settings: kind.none });
      expect(await ports.store.readFresh()).toEqual({ settings: kind.none, origin: 'api', revision: 2 });
    });

    test('what changes is written down, part by part', async () => {
      await replace(naming('dba'));
      await replace(empty);

      const about = { what: `${kind.path}-replaced`, object: kind.path, outcome: 'done' };
      expect(recorded.changes).toMatchObject([about, about]);
      const [made, gone] = recorded.changes.map(({ changes }) => changes);
      expect(made).toContainEqual(expect.objectContaining({ before: null, after: '["dba"]' }));
      expect(gone).toEqual(made?.map(({ field, before, after }) => ({ field, before: after, after: before })));
    });

    test.each([null, undefined, 'x', 7, []])('%j is refused, and changes nothing', async (body) => {
      await replace(naming('dba'));

      expect(await replace(body)).toMatchObject({ kind: 'invalid', errors: [{ field: '' }] });
      expect(await shown()).toEqual(read(naming('dba')));
      expect(recorded.changes).toHaveLength(1);
    });

    test('a channel that is not there is refused by its place', async () => {
      expect(await replace(naming('dbaa'))).toEqual({
        kind: 'invalid',
        errors: [{ field: place, message: 'is no channel: did you mean dba?' }],
      });
    });

    test('a change that comes in between is not overwritten', async () => {
      ports = { ...ports, store: { ...ports.store, write: async () => 'changed-meanwhile' } };

      expect(await replace(naming('dba'))).toEqual({ kind: 'changed-meanwhile' });
      expect(recorded.changes).toMatchObject([{ outcome: 'not-done' }]);
    });
  });

  describe('of a file', () => {
    test('they are changed by the file only, until it has none any more', async () => {
      await settle(naming('own'));
      expect(await ports.store.readFresh()).toEqual({ settings: read(naming('own')), origin: 'file', revision: 1 });
      expect(await replace(empty)).toEqual({ kind: 'managed-by-file' });

      await settle(undefined);
      expect(await ports.store.readFresh()).toEqual({ settings: kind.none, origin: 'api', revision: 2 });
      expect(await replace(naming('dba'))).toMatchObject({ kind: 'replaced' });
    });

    test('those of the API stay as they are: a file with some is refused, one without leaves them alone', async () => {
      await replace(naming('dba'));
      const inTheWay = await settingsInTheWay(kind, { lineOf }, ports.store);
      expect(inTheWay).toEqual([
        {
          field: kind.field,
          line: 7,
          message:
            `there are ${kind.words} made over the API, which a file never changes: ` +
            `take those away (${takeAway}), or leave them out of the file`,
        },
      ]);
      expect(await prepare(naming('own'))).toEqual({ kind: 'invalid', errors: inTheWay });

      expect(await settingsInTheWay(kind, undefined, ports.store)).toEqual([]);
      expect(await prepare(undefined)).toMatchObject({ kind: 'ready', settings: read(naming('dba')) });
      await settle(undefined);
      expect(recorded.changes).toHaveLength(1);
    });

    test('what the message says makes way for the file', async () => {
      await replace(naming('dba'));
      expect(takeAway).toBe(`PUT /v1/${kind.path} with ${JSON.stringify(empty)}`);
      await replace(empty);

      expect(await settingsInTheWay(kind, { lineOf }, ports.store)).toEqual([]);
    });

    test('they take the place of those of the file before, which are none to count on', async () => {
      await settle(naming('own'));

      expect(await prepare(undefined)).toMatchObject({ kind: 'ready', settings: kind.none });
      const prepared = await prepare(naming('dba'));
      if (prepared.kind === 'ready') await prepared.settle();
      expect(await shown()).toEqual(read(naming('dba')));
    });

    test('the same once more writes nothing', async () => {
      await settle(naming('own'));
      const before = await ports.store.readFresh();
      await settle(naming('own'));

      expect(await ports.store.readFresh()).toBe(before);
      expect(recorded.changes).toHaveLength(1);
    });

    test('two that write in between are put up with, three are trouble', async () => {
      const { store } = ports;
      let others = 2;
      const write: typeof store.write = async (next) => (others-- > 0 ? 'changed-meanwhile' : store.write(next));
      ports = { ...ports, store: { ...store, write } };
      await settle(naming('own'));
      expect(await shown()).toEqual(read(naming('own')));

      others = 3;
      await expect(settle(undefined)).rejects.toThrow(`${kind.words} changed faster than they could be written`);
    });
  });
}

describe('push settings', () =>
  defineSettings({
    kind: PUSH_SETTINGS,
    naming: (channel) => ({ defaultChannel: 'dba', rules: [{ name: 'r', channels: [channel] }] }),
    empty: {},
    place: 'rules[0].channels[0]',
    takeAway: 'PUT /v1/push-settings with {}',
  }));

describe('inhibition rules', () =>
  defineSettings({
    kind: INHIBITIONS,
    naming: (channel) => ({
      rules: [{ name: 'r', sourceMatchers: ['a=b'], targetMatchers: ['a!=b'], equal: ['c'], channels: [channel] }],
    }),
    empty: { rules: [] },
    place: 'rules[0].channels[0]',
    takeAway: 'PUT /v1/inhibitions with {"rules":[]}',
  }));

describe('watchdogs', () =>
  defineSettings({
    kind: WATCHDOGS,
    naming: (channel) => ({ sources: [{ source: 'ocp', silentAfterMinutes: 30, channels: [channel] }] }),
    empty: {},
    place: 'sources[0].channels[0]',
    takeAway: 'PUT /v1/watchdogs with {}',
  }));

describe('channels of a file', () => {
  const channels = fakeChannelStore([
    ...[aChannel({ name: 'dba' }), aChannel({ name: 'off', enabled: false })],
    aChannel({ name: 'mute', message: { ...aChannel().message, recovery: false } }),
    aChannel({ name: 'former', origin: 'file' }),
  ]);
  const prepare = <Settings>(kind: SettingsKind<Settings>, body: unknown) => {
    const settings = kind.read(body, { errors: [], warnings: [] });
    const ports = { channels, store: fakeSettingsStore<Settings>(), audit: recordedAudit().audit };
    return prepareSettings(kind, { settings, lineOf }, ['own'], ports);
  };
  const push = (...names: readonly string[]) =>
    prepare(PUSH_SETTINGS, { defaultChannel: 'own', rules: [{ name: 'r', channels: names, recovery: true }] });
  const watchdogs = (...names: readonly string[]) =>
    prepare(WATCHDOGS, { sources: [{ source: 'ocp', silentAfterMinutes: 30, channels: names }] });

  test('may be named as those of the API may, not those of the file before', async () => {
    for (const prepared of [await push('own', 'dba'), await watchdogs('own', 'dba')])
      expect(prepared).toMatchObject({ kind: 'ready', warnings: [] });
    const refused = (field: string) => [{ field, line: 7, message: 'is no channel: create it first' }];

    expect(await push('own', 'former')).toEqual({
      kind: 'invalid',
      errors: refused('pushSettings.rules[0].channels[1]'),
    });
    expect(await watchdogs('former')).toEqual({
      kind: 'invalid',
      errors: refused('watchdogs.sources[0].channels[0]'),
    });
  });

  test('are judged by what is known of them', async () => {
    expect(await push('own', 'mute')).toMatchObject({
      warnings: ['pushSettings.rules[0].recovery: has no effect for channel "mute", which sends no recoveries itself'],
    });
    expect(await watchdogs('own', 'off')).toMatchObject({
      warnings: ['watchdogs.sources[0].channels[1]: "off" is disabled: nothing is told in it'],
    });
  });
});
