import type { FileChannel, FileError } from '#shared/channels/file-channel.ts';
import { placed } from '#shared/channels/prepare-file-channel.ts';
import { type DesiredChannel, desiredChannel } from './desired-channel.ts';
import { type Difference, differencesOf, fieldsOf } from './differences.ts';
import type { Resolve } from './resolve-references.ts';
import type { StoredChannel } from './stored-channel.ts';

/** What is to be done about one channel, and why. */
export type ChannelPlan =
  | {
      readonly kind: 'create';
      readonly name: string;
      readonly wanted: DesiredChannel;
      readonly fields: readonly Difference[];
    }
  | {
      readonly kind: 'replace';
      readonly name: string;
      readonly wanted: DesiredChannel;
      readonly fields: readonly Difference[];
    }
  /** All fields are as wanted, but no relay shows a secret to compare with. */
  | { readonly kind: 'send-secrets'; readonly name: string; readonly wanted: DesiredChannel }
  | { readonly kind: 'same'; readonly name: string }
  /** Of the file the relay was deployed or started with: only that one changes it. */
  | { readonly kind: 'managed-by-file'; readonly name: string }
  | { readonly kind: 'delete'; readonly name: string }
  | { readonly kind: 'left-alone'; readonly name: string; readonly why: 'made-by-hand' | 'of-another-file' };

/** What to do about channels that are not in the file. */
export type Others = 'left' | 'deleted';

/** The whole of it, or all that is wrong with the file for this relay. */
export type PlanResult =
  | { readonly kind: 'planned'; readonly plans: readonly ChannelPlan[] }
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] };

/** Compares the file with what the relay has. Pure: nothing is sent before all of it is known to be sound. */
export function planApply(
  file: readonly FileChannel[],
  stored: readonly StoredChannel[],
  resolve: Resolve,
  others: Others,
): PlanResult {
  const names = new Set([...file.map(({ name }) => name), ...staying(stored, file, others).map(({ name }) => name)]);
  const results = file.map((from) => {
    const before = stored.find(({ name }) => name === from.name);
    // Its secrets are the relay's own matter.
    if (before?.origin === 'file') return { plan: { kind: 'managed-by-file', name: from.name } as const };
    const desired = desiredChannel(from, before, resolve);
    if (desired.kind === 'invalid') return desired;
    const { fallbackChannel } = desired.channel;
    if (fallbackChannel !== undefined && !names.has(fallbackChannel)) return { errors: [noFallback(from)] };

    return { plan: planOf(desired.channel, before) };
  });
  const errors = results.flatMap((result) => ('errors' in result ? result.errors : []));
  if (errors.length > 0) return { kind: 'invalid', errors: errors.toSorted((a, b) => a.line - b.line) };

  const plans = results.flatMap((result) => ('plan' in result ? [result.plan] : []));
  const rest = stored.filter(({ name }) => !file.some((from) => from.name === name));
  return { kind: 'planned', plans: [...plans, ...rest.map((channel) => planOther(channel, others))] };
}

function staying(stored: readonly StoredChannel[], file: readonly FileChannel[], others: Others) {
  return others === 'left'
    ? stored
    : stored.filter(({ name, origin }) => origin === 'file' || file.some((from) => from.name === name));
}

function noFallback(from: FileChannel): FileError {
  return placed(from, {
    field: 'delivery.fallbackChannel',
    message: 'names no channel of this file or of the relay',
  });
}

function planOf(wanted: DesiredChannel, before: StoredChannel | undefined): ChannelPlan {
  const { name } = wanted;
  if (before === undefined) {
    const fields = [...fieldsOf(wanted.shown)].map(([field, to]) => ({ field, from: undefined, to }));
    return { kind: 'create', name, wanted, fields };
  }

  const fields = differencesOf(before, wanted.shown);
  if (fields.length > 0) return { kind: 'replace', name, wanted, fields };
  return wanted.secrets.some(({ how }) => how !== 'kept')
    ? { kind: 'send-secrets', name, wanted }
    : { kind: 'same', name };
}

/**
 * Over the API nobody knows who made a channel there: a hand, or this command
 * some time ago. So they stay, unless all of them are meant to go.
 */
function planOther({ name, origin }: StoredChannel, others: Others): ChannelPlan {
  if (origin === 'file') return { kind: 'left-alone', name, why: 'of-another-file' };
  return others === 'deleted' ? { kind: 'delete', name } : { kind: 'left-alone', name, why: 'made-by-hand' };
}
