import { isDeepStrictEqual } from 'node:util';
import type { FileError } from '../channels/file-channel.ts';
import type { Findings } from '../channels/section.ts';
import { judgeWatchdogs } from './judge-watchdogs.ts';
import { nextRevision, type WatchdogPorts, writeWatchdogs } from './manage-watchdogs.ts';
import { isWatchless, NO_WATCHDOGS, type Watchdogs, watchdogReferencesTo } from './watchdogs.ts';
import type { StoredWatchdogs } from './watchdogs-store.ts';

/** Watchdogs as a file has them, judged but for the channels they name. */
export interface FileWatchdogs {
  readonly watchdogs: Watchdogs;
  readonly lineOf: (field: string) => number;
}

/** What a file's watchdogs mean for the channels around them, or why they can't be. Nothing is written yet. */
export type PreparedWatchdogs =
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] }
  | {
      readonly kind: 'ready';
      readonly warnings: readonly string[];
      /** What will name a channel, in words. */
      readonly referencesTo: (channel: string) => readonly string[];
      /** Puts them in force; done twice it changes nothing. */
      readonly settle: () => Promise<void>;
    };

const FIELD = 'watchdogs';

const TAKEN =
  'there are watchdogs made over the API, which a file never changes: ' +
  'take those away (PUT /v1/watchdogs with {}), or leave them out of the file';

/** Somebody else may write at the same moment; more often than this is trouble. */
const ATTEMPTS = 3;

/**
 * Judges the watchdogs of a file, or that it has none any more: then those a
 * file brought go, and the API may make some. Those of the API stay as they are.
 */
export async function prepareWatchdogs(
  file: FileWatchdogs | undefined,
  fileChannels: readonly string[],
  ports: WatchdogPorts,
): Promise<PreparedWatchdogs> {
  const stored = await ports.watchdogs.readFresh();
  const isTaken = stored?.origin === 'api' && !isWatchless(stored.watchdogs);
  if (file !== undefined && isTaken)
    return { kind: 'invalid', errors: [{ field: FIELD, message: TAKEN, line: file.lineOf(FIELD) }] };

  const findings = await judge(file, fileChannels, ports);
  if (findings.errors.length > 0 && file !== undefined)
    return { kind: 'invalid', errors: findings.errors.map((error) => ({ ...error, line: file.lineOf(error.field) })) };

  const inForce = file?.watchdogs ?? (stored?.origin === 'api' ? stored.watchdogs : NO_WATCHDOGS);
  return {
    kind: 'ready',
    warnings: findings.warnings,
    referencesTo: (channel) => watchdogReferencesTo(channel, inForce),
    settle: () => settle(file, ports),
  };
}

/** Channels of a file that is about to go are none to count on: those of this file and the API's are. */
async function judge(
  file: FileWatchdogs | undefined,
  fileChannels: readonly string[],
  { channels }: WatchdogPorts,
): Promise<Findings> {
  const findings: Findings = { errors: [], warnings: [] };
  if (file === undefined) return findings;

  const others = (await channels.listFresh()).filter(
    ({ origin, name }) => origin === 'api' && !fileChannels.includes(name),
  );
  judgeWatchdogs(file.watchdogs, FIELD, [...fileChannels.map((name) => ({ name })), ...others], findings);
  return findings;
}

async function settle(file: FileWatchdogs | undefined, ports: WatchdogPorts): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await ports.watchdogs.readFresh();
    const next = following(file, stored);
    if (next === undefined || (await writeWatchdogs(stored, next, ports)) === 'written') return;
  }
  throw new Error('watchdogs changed faster than they could be written');
}

/** What is to be written; undefined when all is as it should be. */
function following(file: FileWatchdogs | undefined, stored: StoredWatchdogs | undefined): StoredWatchdogs | undefined {
  const revision = nextRevision(stored);
  if (file === undefined)
    return stored?.origin === 'file' ? { watchdogs: NO_WATCHDOGS, origin: 'api', revision } : undefined;

  const isSame = stored?.origin === 'file' && isDeepStrictEqual(stored.watchdogs, file.watchdogs);
  return isSame ? undefined : { watchdogs: file.watchdogs, origin: 'file', revision };
}
