import { beforeEach, describe, expect, test } from 'vitest';
import { createChannel, removeChannel, replaceChannel } from '#shared/channels/manage.ts';
import { type DeployPorts, deployFile, withdrawFile } from '#shared/config/deployed-file.ts';
import type { SourceMapping } from '#shared/receiving/mapping/source-mapping.ts';
import type { SignatureRule } from '#shared/receiving/signature/signature-rule.ts';
import { fakeWebhookUrl } from '#test/builders/channel.ts';
import { namedApplyPorts } from '#test/builders/named-secrets.ts';
import { recordedAudit } from '#test/fakes/audit.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { fakeConfigurationRecord } from '#test/fakes/configuration-record.ts';
import { fakeInhibitionStore, fakePushSettingsStore, fakeWatchdogsStore } from '#test/fakes/settings-store.ts';
import { fakeSilenceStore } from '#test/fakes/silence-store.ts';

let ports: DeployPorts;
let mappings: readonly SourceMapping[];
let signatures: readonly SignatureRule[];
let former: string[];
let resumed: string[];
let waiting: string[];
beforeEach(() => {
  [mappings, signatures, former, resumed, waiting] = [[], [], [], [], []];
  ports = {
    ...namedApplyPorts(new Map(), fakeChannelStore(), {
      hasWaiting: async (name) => waiting.includes(name),
      noteFormer: async (name) => void former.push(name),
      resume: async ({ name }) => void resumed.push(name),
    }),
    sourceMappings: async () => mappings,
    silences: fakeSilenceStore(),
    now: () => 0,
    putSourceMappings: async (next) => {
      mappings = next;
    },
    signatureRules: async () => signatures,
    putSignatureRules: async (next) => {
      signatures = next;
    },
    readNamed: async ({ name }) => NAMED[name],
    pushSettings: fakePushSettingsStore(),
    inhibitions: fakeInhibitionStore(),
    watchdogs: fakeWatchdogsStore(),
    record: fakeConfigurationRecord(),
  };
});

const NAMED: Readonly<Record<string, string>> = {
  'senders/there': 'fake-key',
  'ocp/there': '{"user":"watcher","password":"fake-password"}',
  'ocp/odd': '{"user":"watcher"}',
};

const fileOf = (...names: readonly string[]): string => ['version: 1', 'channels:', ...names.map(channelOf)].join('\n');
const channelOf = (name: string): string =>
  `  - name: ${name}\n    type: dingtalk\n    robots: [{ webhookUrl: { secret: ${name} } }]`;
const deploy = (owner: string, text: string) => deployFile({ owner, text }, ports);
const names = async () => (await ports.channels.list()).map(({ name, origin }) => `${origin} ${name}`);
const makeOverApi = (name: string) =>
  createChannel(
    { name, type: 'dingtalk', robots: [{ webhookUrl: fakeWebhookUrl('dingtalk', 5) }] },
    { ...ports, makeRef: () => 'ref-api' },
  );

test('whose requests have to be signed comes and goes with the file; a key that is missing is named', async () => {
  const entry = (source: string, name: string) => `  - { source: ${source}, key: { secret: senders/${name} } }\n`;
  const file = `version: 1\ngrafanaSignatures:\n${entry('grafana-a', 'there')}${entry('grafana-b', 'gone')}`;

  expect(await deploy('a', file)).toMatchObject({
    kind: 'applied',
    warnings: [
      'grafanaSignatures[1].key: there is no secret senders/gone: alerts of grafana-b are refused until there is',
    ],
  });
  expect(signatures.map(({ source }) => source)).toEqual(['grafana-a', 'grafana-b']);
  await withdrawFile('a', ports);
  expect(signatures).toEqual([]);
});

test('credentials of an OCP that are missing, or are none, are named', async () => {
  const entry = (name: string) =>
    `  - { source: ocp-${name}, url: "http://192.0.2.1:8080", credentials: { secret: ocp/${name} } }\n`;
  expect(await deploy('a', `version: 1\nocpPollers:\n${['there', 'gone', 'odd'].map(entry).join('')}`)).toMatchObject({
    kind: 'applied',
    warnings: [
      'ocpPollers[1].credentials: there is no secret ocp/gone; put it: tocsin secret put ocp/gone (on one machine with --data). ocp-gone is not polled until then',
      'ocpPollers[2].credentials: the secret ocp/odd must hold {"user", "password"} or {"accessKey", "secretKey"}. ocp-odd is not polled until then',
    ],
  });
});

test('a channel of an OCP that is not there is named: nobody is answered that its alarms are refused', async () => {
  const poller = 'source: ocp-there, url: "http://192.0.2.1:8080", credentials: { secret: ocp/there }';
  expect(await deploy('a', `version: 1\nocpPollers:\n  - { ${poller}, channels: [dab] }\n`)).toMatchObject({
    kind: 'applied',
    warnings: ['ocpPollers[0].channels names dab, and there is no such channel: no alarm is taken in'],
  });
});

describe('a resource with a file', () => {
  test('makes, changes and takes away what the file says, and goes back to the file before', async () => {
    await deploy('a', fileOf('one', 'two'));
    expect(await deploy('a', fileOf('two', 'three'))).toMatchObject({ created: ['three'], removed: ['one'] });
    expect(former).toEqual(['one']);

    expect(await deploy('a', fileOf('one', 'two'))).toMatchObject({ created: ['one'], removed: ['three'] });
    expect(await names()).toEqual(['file one', 'file two']);
    expect(await deploy('a', fileOf('one', 'two'))).toMatchObject({ created: [], replaced: [], removed: [] });
  });

  test('sets up the sources of its file, and takes them away with it', async () => {
    await deploy('a', `${fileOf('one')}\nsources:\n  - name: ticketing\n    alert: { name: subject }\n`);
    expect(mappings).toMatchObject([{ name: 'ticketing' }]);

    await withdrawFile('a', ports);
    expect(mappings).toEqual([]);
  });

  test('has all that changes written down, and nothing when nothing does', async () => {
    const { audit, changes } = recordedAudit();
    ports = { ...ports, audit };
    const sources = '\nsources:\n  - name: ticketing\n    alert: { name: subject }\n';
    await deploy('a', fileOf('one', 'two') + sources);
    await deploy('a', fileOf('one', 'two') + sources);
    expect(changes.map(({ what, object }) => [what, object])).toEqual([
      ['channel-created', 'one'],
      ['channel-created', 'two'],
      ['sources-replaced', 'sources'],
    ]);
    expect(changes[2]?.changes).toContainEqual({ field: 'ticketing.alert.name', before: null, after: 'subject' });

    waiting = ['one'];
    await deploy('a', `${fileOf('one')}\n    enabled: false`);
    await withdrawFile('a', ports);
    expect(changes.slice(3).map(({ what, object, outcome }) => [what, object, outcome])).toEqual([
      ['channel-replaced', 'one', 'done'],
      ['channel-deleted', 'two', 'done'],
      ['sources-replaced', 'sources', 'done'],
      ['channel-handed-over', 'one', 'done'],
    ]);
    expect(changes.at(-1)?.changes).toEqual([{ field: 'origin', before: 'file', after: 'api' }]);
  });

  test('changes nothing that can not be written down', async () => {
    ports = { ...ports, audit: () => Promise.reject(new Error('no answer')) };

    await expect(deploy('a', fileOf('one'))).rejects.toThrow('no answer');
    expect(await names()).toEqual([]);
  });

  test('looks at what waits in a channel that it changed', async () => {
    await deploy('a', fileOf('one'));
    await deploy('a', `${fileOf('one')}\n    enabled: false`);

    expect(resumed).toEqual(['one']);
  });

  test('tells both ways out where a name is that of a channel made over the API, and changes nothing', async () => {
    await makeOverApi('two');
    const result = await deploy('a', fileOf('one', 'two'));

    expect(result).toMatchObject({
      kind: 'invalid',
      errors: [
        { line: 6, field: 'channels[1].name', message: expect.stringMatching(/delete that one .*another name/) },
      ],
    });
    expect(await names()).toEqual(['api two']);
  });

  test('keeps its channels from the API', async () => {
    await deploy('a', fileOf('one'));

    expect(await removeChannel('one', ports)).toEqual({ kind: 'managed-by-file' });
    expect(await replaceChannel('one', {}, ports)).toEqual({ kind: 'managed-by-file' });
  });
});

describe('deleting a resource', () => {
  test('takes its channels away and leaves those made over the API', async () => {
    await makeOverApi('mine');
    await deploy('a', fileOf('one'));

    expect(await withdrawFile('a', ports)).toMatchObject({ kind: 'applied', removed: ['one'] });
    expect(await names()).toEqual(['api mine']);
    expect(await withdrawFile('a', ports)).toMatchObject({ kind: 'applied', removed: [] });
  });

  test('hands over to the API what still holds alerts, where a person can remove it', async () => {
    await deploy('a', fileOf('one', 'two'));
    waiting = ['one'];
    const result = await withdrawFile('a', ports);

    expect(result).toMatchObject({ removed: ['two'] });
    expect(result.kind === 'applied' && result.warnings.join()).toMatch(/one stays and is now one of the API/);
    waiting = [];
    expect(await removeChannel('one', ports)).toMatchObject({ kind: 'removed' });
  });

  test('that never put anything in force does nothing', async () => {
    expect(await withdrawFile('a', ports)).toMatchObject({ kind: 'applied', removed: [] });
    expect(await deploy('a', 'channels: 1')).toMatchObject({ kind: 'invalid' });
    expect(await withdrawFile('a', ports)).toMatchObject({ kind: 'applied', removed: [] });
  });

  test('that was replaced leaves what the new one made', async () => {
    await deploy('a', fileOf('one'));
    await deploy('b', fileOf('one', 'two'));
    await withdrawFile('a', ports);

    expect(await names()).toEqual(['file one', 'file two']);
    await withdrawFile('b', ports);
    expect(await names()).toEqual([]);
  });

  test('that was to replace another brings back the file of that one', async () => {
    await deploy('a', fileOf('one'));
    await deploy('b', fileOf('two'));
    await withdrawFile('b', ports);

    expect(await names()).toEqual(['file one']);
    await withdrawFile('a', ports);
    expect(await names()).toEqual([]);
  });
});

describe('the silences of a file', () => {
  const withSilence = (text: string, channels = '') =>
    `${text}\nsilences: [{ matchers: [a=b], endsAt: 2027-01-01T00:00:00Z${channels} }]`;
  const kept = async () =>
    (await ports.silences.listFresh()).map(({ origin, endedAt }) => `${origin} ${endedAt ?? 'on'}`);

  test('are in force with it, and end with it', async () => {
    await deploy('one', withSilence(fileOf('a')));
    expect(await kept()).toEqual(['file on']);
    await deploy('one', withSilence(fileOf('a', 'b')));
    expect(await kept()).toEqual(['file on']);
    await withdrawFile('one', ports);

    expect(await kept()).toEqual(['file 0']);
  });

  test('that name a channel there is not are a warning of the deployment', async () => {
    const result = await deploy('one', withSilence(fileOf('a'), ', channels: [a, b]'));

    expect(result).toMatchObject({
      kind: 'applied',
      warnings: expect.arrayContaining(['silences[0].channels names b, and there is no such channel']),
    });
  });

  test('are left as they were when the file is refused', async () => {
    await deploy('one', withSilence(fileOf('a')));
    await deploy('one', `${fileOf('b')}\nsilences: [{}]`);

    expect(await kept()).toEqual(['file on']);
  });
});
