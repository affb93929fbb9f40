import type { Channel } from './channel.ts';
import { channelChange } from './channel-change.ts';
import { type ChannelInputContext, parseChannelInput } from './channel-input.ts';
import { normaliseName } from './channel-name.ts';
import type { CreateResult, Invalid, ManagePorts, RemoveResult, ReplaceResult, Written } from './manage-ports.ts';
import type { RobotSecret } from './secret-store.ts';
import { isRecord } from './section.ts';
import { type ReadyChannel, refsOf, removeSecrets, settleSecrets, storeChannel } from './store-channel.ts';

/** Makes a channel of its input: parse → secrets → channel, or nothing at all. */
export async function createChannel(input: unknown, ports: ManagePorts): Promise<CreateResult> {
  const all = await ports.channels.listFresh();
  const prepared = await prepare(input, undefined, {}, all, ports);
  if (prepared.kind === 'invalid') return prepared;

  const { ready, warnings, remarks } = prepared;
  if (find(ready.channel.name, all) !== undefined) return { kind: 'name-taken' };

  const result = await storeChannel(ready, ports);
  return result.kind === 'refused'
    ? { kind: 'name-taken' }
    : { kind: 'created', channel: ready.channel, warnings: [...warnings, ...result.warnings], remarks };
}

/** Replaces a whole channel. Secrets that the input leaves out, or gives as they are shown, are kept. */
export async function replaceChannel(name: string, input: unknown, ports: ManagePorts): Promise<ReplaceResult> {
  const all = await ports.channels.listFresh();
  const stored = find(name, all);
  if (stored === undefined) return { kind: 'not-found' };
  if (stored.origin === 'file') return { kind: 'managed-by-file' };

  const prepared = await prepare(input, stored, { name: { kind: 'fixed', name: stored.name } }, all, ports);
  if (prepared.kind === 'invalid') return prepared;

  const { ready, warnings, remarks } = prepared;
  const result = await storeChannel(ready, ports);
  return result.kind === 'refused'
    ? { kind: 'changed-meanwhile' }
    : { kind: 'replaced', channel: ready.channel, warnings: [...warnings, ...result.warnings], remarks };
}

/** Removes a channel that nothing names and nothing waits in, and its secrets after it. */
export async function removeChannel(name: string, ports: ManagePorts): Promise<RemoveResult> {
  const all = await ports.channels.listFresh();
  const stored = find(name, all);
  if (stored === undefined) return { kind: 'not-found' };
  if (stored.origin === 'file') return { kind: 'managed-by-file' };

  const by = await referencesTo(stored.name, all, ports);
  if (by.length > 0) return { kind: 'referenced', by };
  if (await ports.hasWaiting(stored.name)) return { kind: 'holds-waiting' };

  await ports.audit(channelChange('channel-deleted', stored, undefined), () => ports.channels.remove(stored.name));
  return { kind: 'removed', warnings: await removeSecrets(refsOf(stored), ports.secrets) };
}

/** A channel that is only tried: nothing of it is stored. Its secrets are in memory; never log them. */
export type DraftResult =
  | {
      readonly kind: 'drafted';
      readonly channel: Channel;
      /** By `secretRef`. */
      readonly secrets: ReadonlyMap<string, RobotSecret>;
      readonly warnings: readonly string[];
    }
  | Invalid;

/** Name of a draft that has none yet. */
const NAMELESS = 'draft';

/** Reads a draft. One that has the name of a stored channel may leave out the secrets stored there. */
export async function draftChannel(input: unknown, ports: ManagePorts): Promise<DraftResult> {
  const all = await ports.channels.listFresh();
  const name = isRecord(input) && typeof input['name'] === 'string' ? input['name'] : undefined;
  const stored = name === undefined ? undefined : find(name, all);
  const prepared = await prepare(input, stored, { name: { kind: 'fallback', name: NAMELESS } }, all, ports);
  if (prepared.kind === 'invalid') return prepared;

  const { ready, warnings } = prepared;
  return { kind: 'drafted', channel: ready.channel, secrets: ready.secrets, warnings };
}

/** What names a channel, in words. */
export async function referencesTo(
  name: string,
  all: readonly Channel[],
  { isReferenced }: ManagePorts,
): Promise<readonly string[]> {
  const fallbacks = all.filter((channel) => channel.name !== name && channel.delivery.fallbackChannel === name);
  const elsewhere = (await isReferenced?.(name)) ?? [];

  return [...fallbacks.map((channel) => `delivery.fallbackChannel of channel ${channel.name}`), ...elsewhere];
}

type Prepared =
  | Invalid
  | ({ readonly kind: 'ready'; readonly ready: ReadyChannel } & Pick<Written, 'warnings' | 'remarks'>);

async function prepare(
  input: unknown,
  stored: Channel | undefined,
  how: Pick<ChannelInputContext, 'name'>,
  all: readonly Channel[],
  { allowedHosts, makeRef, lintTemplate, secrets }: ManagePorts,
): Promise<Prepared> {
  const parsed = parseChannelInput(input, {
    ...how,
    allowedHosts,
    makeRef,
    channelNames: all.map((channel) => channel.name),
    ...(stored === undefined ? {} : { stored: { channel: stored } }),
    ...(lintTemplate === undefined ? {} : { lintTemplate }),
  });
  if (parsed.kind === 'invalid') return parsed;

  const settled = await settleSecrets(parsed.channel, parsed.secrets, stored, secrets);
  return settled.kind === 'invalid' ? settled : { ...settled, warnings: parsed.warnings, remarks: parsed.remarks };
}

function find(name: string, all: readonly Channel[]): Channel | undefined {
  const wanted = normaliseName(name);
  return all.find((channel) => channel.name === wanted);
}
