import { isDeepStrictEqual } from 'node:util';
import type { Channel } from './channel.ts';
import { channelChange } from './channel-change.ts';
import type { FileChannel, FileError } from './file-channel.ts';
import { referencesTo } from './manage.ts';
import { type ApplyPorts, placed, prepareFileChannel } from './prepare-file-channel.ts';
import { changesSecrets, type ReadyChannel, refsOf, removeSecrets, storeChannel } from './store-channel.ts';

/** What became of a file. Names are those of channels. */
export type ApplyResult =
  | {
      readonly kind: 'applied';
      readonly created: readonly string[];
      readonly replaced: readonly string[];
      readonly removed: readonly string[];
      readonly warnings: readonly string[];
    }
  /** Nothing was changed, but for channels named before one that changed meanwhile. */
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] };

/** The dispatcher may take down a rotated secret at the same moment; nobody else writes channels of the file. */
const ATTEMPTS = 3;

/**
 * Makes the channels of origin `file` be exactly those of the file. Channels
 * made over the API are never touched. Running it again changes nothing; where
 * anything is wrong, nothing is changed at all.
 */
export async function applyChannels(file: readonly FileChannel[], ports: ApplyPorts): Promise<ApplyResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await applyOnce(file, ports);
    if (result.kind !== 'changed-meanwhile') return result;
    if (attempt === ATTEMPTS) return { kind: 'invalid', errors: [changedError(result.from)] };
  }
}

type Attempt = ApplyResult | { readonly kind: 'changed-meanwhile'; readonly from: FileChannel };

async function applyOnce(file: readonly FileChannel[], ports: ApplyPorts): Promise<Attempt> {
  const all = await ports.channels.listFresh();
  const prepared = await Promise.all(file.map((channel) => prepareFileChannel(channel, file, all, ports)));
  const errors = prepared.flatMap((one) => (one.kind === 'invalid' ? one.errors : []));
  if (errors.length > 0) return { kind: 'invalid', errors };

  const ready = prepared.flatMap((one) => (one.kind === 'ready' ? [one] : []));
  const warnings = ready.flatMap((one) => one.warnings);
  const changed = ready.filter((one) => needsWriting(one.ready));
  for (const one of changed) {
    const result = await storeChannel(one.ready, ports);
    if (result.kind === 'refused') return { kind: 'changed-meanwhile', from: one.from };
    warnings.push(...result.warnings);
    if (one.ready.stored !== undefined) await ports.resume?.(one.ready.channel);
  }

  await ports.beforeRemovals?.();
  const gone = await removeGone(file, all, ports);
  const names = (wanted: boolean): readonly string[] =>
    changed.filter((one) => (one.ready.stored === undefined) === wanted).map((one) => one.from.name);
  return {
    kind: 'applied',
    created: names(true),
    replaced: names(false),
    removed: gone.removed,
    warnings: [...warnings, ...gone.warnings],
  };
}

function changedError(from: FileChannel): FileError {
  return placed(from, {
    field: 'name',
    message: 'the channel was changed by somebody else meanwhile: apply the file again',
  });
}

function needsWriting(ready: ReadyChannel): boolean {
  if (ready.stored === undefined || changesSecrets(ready)) return true;
  return !isDeepStrictEqual({ ...ready.channel, revision: ready.stored.revision }, ready.stored);
}

/** Takes away channels that left the file; one that something names, or that holds waiting alerts, stays for now. */
async function removeGone(
  file: readonly FileChannel[],
  before: readonly Channel[],
  ports: ApplyPorts,
): Promise<{ readonly removed: readonly string[]; readonly warnings: readonly string[] }> {
  const [removed, warnings]: [string[], string[]] = [[], []];
  const gone = before.filter(({ name, origin }) => origin === 'file' && !file.some((channel) => channel.name === name));
  const staying = (await ports.channels.listFresh()).filter(
    ({ name }) => !gone.some((channel) => channel.name === name),
  );
  for (const channel of gone) {
    const [reference] = await referencesTo(channel.name, staying, ports);
    if (reference !== undefined || (await ports.hasWaiting(channel.name))) {
      const why = reference === undefined ? 'it holds waiting alerts' : `it is named by ${reference}`;
      warnings.push(`channel ${channel.name} left the file but stays until this is applied again: ${why}`);
      continue;
    }
    // Before it goes: noted after, a death in between would hide its alerts.
    await ports.noteFormer?.(channel.name);
    await ports.audit(channelChange('channel-deleted', channel, undefined), () => ports.channels.remove(channel.name));
    removed.push(channel.name);
    warnings.push(...(await removeSecrets(refsOf(channel), ports.secrets)));
  }

  return { removed, warnings };
}
