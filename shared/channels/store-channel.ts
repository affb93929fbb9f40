import { isDeepStrictEqual } from 'node:util';
import type { FieldError } from '../receiving/source.ts';
import type { Channel } from './channel.ts';
import { writtenChannel } from './channel-change.ts';
import type { ManagePorts } from './manage-ports.ts';
import { type RobotSecretChange, settleSecret, sourcesOf } from './secret-change.ts';
import type { RobotSecret, SecretStore } from './secret-store.ts';

/** A channel ready to be written, with the secrets its robots shall have. Never log it. */
export interface ReadyChannel {
  readonly channel: Channel;
  /** The channel it replaces. */
  readonly stored: Channel | undefined;
  /** By ref, for all its robots. */
  readonly secrets: ReadonlyMap<string, RobotSecret>;
  /** Those of `secrets` that the store has under the same ref already, as it has them. */
  readonly before: ReadonlyMap<string, RobotSecret | undefined>;
}

/** A ready channel, or the kept secrets that the store has lost. */
export type SettleResult =
  | { readonly kind: 'ready'; readonly ready: ReadyChannel }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

/** Fetches what is kept and puts it together with what is given. */
export async function settleSecrets(
  channel: Channel,
  changes: readonly RobotSecretChange[],
  stored: Channel | undefined,
  store: SecretStore,
): Promise<SettleResult> {
  const before = await readAll([...changes.flatMap(sourcesOf), ...refsOf(stored)], store);
  const settled = changes.map((change) => ({ change, result: settleSecret(change, before) }));
  const errors = settled.flatMap(({ change, result }) =>
    result.kind === 'lost' ? [lostError(change.field, result.value)] : [],
  );
  if (errors.length > 0) return { kind: 'invalid', errors };

  const secrets = new Map(
    settled.flatMap(({ change, result }) => (result.kind === 'settled' ? [[change.ref, result.secret] as const] : [])),
  );
  return { kind: 'ready', ready: { channel, stored, secrets, before } };
}

function lostError(field: string, value: 'webhookUrl' | 'signatureKey' | 'proxy'): FieldError {
  return value === 'proxy'
    ? { field: 'proxy', message: 'its stored credentials are gone: write user:password@ in full' }
    : { field: `${field}.${value}`, message: 'its stored value is gone from the secret store: give it in full' };
}

async function readAll(
  refs: readonly string[],
  store: SecretStore,
): Promise<ReadonlyMap<string, RobotSecret | undefined>> {
  const unique = [...new Set(refs)];
  return new Map(await Promise.all(unique.map(async (ref) => [ref, await store.readFresh(ref)] as const)));
}

/** Whether writing it would change a secret that robots use already. */
export function changesSecrets({ secrets, before }: ReadyChannel): boolean {
  return [...secrets].some(([ref, secret]) => !isDeepStrictEqual(secret, before.get(ref)));
}

/** What became of a write; warnings are about secrets that could not be cleared away. */
export type StoreResult =
  | { readonly kind: 'written'; readonly warnings: readonly string[] }
  | { readonly kind: 'refused' };

/**
 * Writes a channel with its secrets:
 *
 *   secrets of new webhooks → channel (conditional) → keys of webhooks it had → away with what is unused
 *
 * Whoever reads the channel finds every webhook's secret. The keys of webhooks
 * that stay are changed only by who won the conditional write: a loser must
 * leave no trace.
 */
export function storeChannel(ready: ReadyChannel, ports: ManagePorts): Promise<StoreResult> {
  return ports.audit(
    writtenChannel(ready),
    () => writeWithSecrets(ready, ports),
    ({ kind }) => kind === 'written',
  );
}

async function writeWithSecrets(ready: ReadyChannel, ports: ManagePorts): Promise<StoreResult> {
  const { channel, stored, secrets, before } = ready;
  const hadRefs = refsOf(stored);
  const fresh = [...secrets].filter(([ref]) => !hadRefs.includes(ref));
  const freshRefs = fresh.map(([ref]) => ref);

  await writeFresh(fresh, ports.secrets);
  if ((await writeChannel(ready, freshRefs, ports)) === 'refused') {
    await removeSecrets(freshRefs, ports.secrets);
    return { kind: 'refused' };
  }

  for (const [ref, secret] of secrets) {
    if (hadRefs.includes(ref) && !isDeepStrictEqual(secret, before.get(ref))) await ports.secrets.write(ref, secret);
  }
  const keptRefs = refsOf(channel);
  const unused = hadRefs.filter((ref) => !keptRefs.includes(ref));
  return { kind: 'written', warnings: await removeSecrets(unused, ports.secrets) };
}

/** All or none: what was written before a failure is taken away again. */
async function writeFresh(fresh: readonly (readonly [string, RobotSecret])[], store: SecretStore): Promise<void> {
  const results = await Promise.allSettled(fresh.map(([ref, secret]) => store.write(ref, secret)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return;

  await removeSecrets(
    fresh.map(([ref]) => ref),
    store,
  );
  throw failed.reason;
}

async function writeChannel(
  { channel, stored }: ReadyChannel,
  freshRefs: readonly string[],
  ports: ManagePorts,
): Promise<'written' | 'refused'> {
  try {
    const result = await (stored === undefined ? ports.channels.create(channel) : ports.channels.replace(channel));
    return result === 'created' || result === 'replaced' ? 'written' : 'refused';
  } catch (error) {
    // A write that seems to have failed may have been done: its secrets go only if it was not.
    if ((await isStored(channel, ports)) === 'no') await removeSecrets(freshRefs, ports.secrets);
    throw error;
  }
}

async function isStored(channel: Channel, { channels }: ManagePorts): Promise<'yes' | 'no' | 'unknown'> {
  try {
    return (await channels.listFresh()).some((stored) => isDeepStrictEqual(stored, channel)) ? 'yes' : 'no';
  } catch {
    return 'unknown';
  }
}

/** Removes secrets nobody uses any more. A failure costs a forgotten secret, not the work that is done. */
export async function removeSecrets(refs: readonly string[], store: SecretStore): Promise<readonly string[]> {
  const results = await Promise.allSettled(refs.map((ref) => store.remove(ref)));
  const left = results.filter((result) => result.status === 'rejected').length;

  return left === 0 ? [] : [`${left} unused secret(s) could not be removed from the secret store`];
}

/** The refs of a channel's secrets. */
export function refsOf(channel: Channel | undefined): readonly string[] {
  return channel?.robots.map((robot) => robot.secretRef) ?? [];
}
