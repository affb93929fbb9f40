import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChannelStore } from '#shared/channels/channel-store.ts';
import { createChannel, removeChannel } from '#shared/channels/manage.ts';
import { type DeployPorts, deployFile, withdrawFile } from '#shared/config/deployed-file.ts';
import { fakeWebhookUrl } from '#test/builders/channel.ts';
import { namedApplyPorts } from '#test/builders/named-secrets.ts';
import { fakeChannelStore } from '#test/fakes/channel-store.ts';
import { fakeConfigurationRecord } from '#test/fakes/configuration-record.ts';
import { fakeInhibitionStore, fakePushSettingsStore, fakeWatchdogsStore } from '#test/fakes/settings-store.ts';
import { fakeSilenceStore } from '#test/fakes/silence-store.ts';

const NAMES = ['a', 'b', 'c', 'd'] as const;

/** A file by what it says of its channels: whether each is enabled. */
type Wanted = Readonly<Record<string, boolean>>;

const wanted: fc.Arbitrary<Wanted> = fc.dictionary(fc.constantFrom(...NAMES), fc.boolean());
const owner = fc.constantFrom('first', 'second');
/** After so many writes the process dies; not at all when absent. */
const dies = fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined });
const step = fc.oneof(
  fc.record({ do: fc.constant('deploy' as const), owner, file: wanted, dies }),
  fc.record({ do: fc.constant('withdraw' as const), owner, dies }),
  fc.record({ do: fc.constant('make' as const), name: fc.constantFrom(...NAMES) }),
  fc.record({ do: fc.constant('remove' as const), name: fc.constantFrom(...NAMES) }),
  fc.record({ do: fc.constant('put' as const), name: fc.constantFrom(...NAMES), seed: fc.nat({ max: 9 }) }),
);

function textOf(file: Wanted): string {
  const channels = Object.entries(file).map(
    ([name, enabled]) =>
      `  - { name: ${name}, type: dingtalk, enabled: ${enabled}, robots: [{ webhookUrl: { secret: ${name} } }] }`,
  );
  return ['version: 1', 'channels:', ...channels].join('\n');
}

class Died extends Error {}

/** The ports of a process that dies at its n-th write. */
function mortal(ports: DeployPorts, at: number | undefined): DeployPorts {
  let left = at ?? Number.POSITIVE_INFINITY;
  const write = async <T>(work: () => Promise<T>): Promise<T> => {
    if (left-- <= 0) throw new Died();
    return work();
  };
  const { channels, record } = ports;
  const mortalChannels: ChannelStore = {
    ...channels,
    create: (channel) => write(() => channels.create(channel)),
    replace: (channel) => write(() => channels.replace(channel)),
    remove: (name) => write(() => channels.remove(name)),
  };

  return {
    ...ports,
    channels: mortalChannels,
    record: {
      read: record.read,
      write: (next) => write(() => record.write(next)),
      remove: () => write(() => record.remove()),
    },
    silences: {
      listFresh: ports.silences.listFresh,
      put: (silence) => write(() => ports.silences.put(silence)),
      end: (id, atMs) => write(() => ports.silences.end(id, atMs)),
    },
    putSourceMappings: (next) => write(() => ports.putSourceMappings(next)),
    putSignatureRules: (next) => write(() => ports.putSignatureRules(next)),
  };
}

async function untilDeath<T>(work: Promise<T>): Promise<T | 'died'> {
  return work.catch((error: unknown) => {
    if (error instanceof Died) return 'died';
    throw error;
  });
}

function open() {
  const texts = new Map<string, string>();
  const ports: DeployPorts = {
    ...namedApplyPorts(texts, fakeChannelStore()),
    sourceMappings: async () => [],
    silences: fakeSilenceStore(),
    now: () => 0,
    putSourceMappings: async () => undefined,
    signatureRules: async () => [],
    putSignatureRules: async () => undefined,
    readNamed: async () => undefined,
    pushSettings: fakePushSettingsStore(),
    inhibitions: fakeInhibitionStore(),
    watchdogs: fakeWatchdogsStore(),
    record: fakeConfigurationRecord(),
  };
  const of = async (origin: 'api' | 'file') => (await ports.channels.list()).filter((one) => one.origin === origin);
  const fileChannels = async (): Promise<Wanted> =>
    Object.fromEntries((await of('file')).map(({ name, enabled }) => [name, enabled]));

  return { texts, ports, of, fileChannels };
}

test('whatever happens over files and the API, the last file applied holds and channels of the API stay as they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { texts, ports, of, fileChannels } = open();
      for (const one of steps) {
        const before = await of('api');
        if (one.do === 'put') texts.set(one.name, fakeWebhookUrl('dingtalk', one.seed));
        if (one.do === 'remove') await removeChannel(one.name, ports);
        if (one.do === 'make') {
          const robots = [{ webhookUrl: fakeWebhookUrl('dingtalk', 99) }];
          await createChannel({ name: one.name, type: 'dingtalk', robots }, { ...ports, makeRef: () => 'copy' });
        }
        if (one.do === 'make' || one.do === 'remove' || one.do === 'put') continue;

        if (one.do === 'withdraw') await untilDeath(withdrawFile(one.owner, mortal(ports, one.dies)));
        else {
          const work = deployFile({ owner: one.owner, text: textOf(one.file) }, mortal(ports, one.dies));
          const result = await untilDeath(work);
          const taken = before.some(({ name }) => name in one.file);
          if (result !== 'died' && !taken) expect(await fileChannels()).toEqual(one.file);
          if (result !== 'died') expect(result.kind).toBe(taken ? 'invalid' : 'applied');
        }
        expect(await of('api')).toEqual(before);
      }
    }),
    { numRuns: 150 },
  );
});

test('a stack that failed half-way and rolls back, or goes, leaves what was before, or nothing', async () => {
  await fc.assert(
    fc.asyncProperty(wanted, wanted, fc.integer({ min: 0, max: 12 }), async (former, next, at) => {
      const { ports, fileChannels, of } = open();
      await deployFile({ owner: 'first', text: textOf(former) }, ports);
      await untilDeath(deployFile({ owner: 'first', text: textOf(next) }, mortal(ports, at)));
      await deployFile({ owner: 'first', text: textOf(former) }, ports);
      expect(await fileChannels()).toEqual(former);

      await untilDeath(deployFile({ owner: 'second', text: textOf(next) }, mortal(ports, at)));
      await untilDeath(withdrawFile('second', mortal(ports, at)));
      await withdrawFile('second', ports);
      expect(await fileChannels()).toEqual(former);

      await untilDeath(withdrawFile('first', mortal(ports, at)));
      await withdrawFile('first', ports);
      expect(await of('file')).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
