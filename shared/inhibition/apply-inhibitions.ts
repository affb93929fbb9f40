import { isDeepStrictEqual } from 'node:util';
import type { FileError } from '../channels/file-channel.ts';
import type { InhibitionRule } from './inhibition-rule.ts';
import type { StoredInhibitions } from './inhibition-store.ts';
import { type InhibitionPorts, writeInhibitions } from './manage-inhibitions.ts';

/** The inhibition rules of a file, where it has any. */
export interface FileInhibitions {
  readonly rules: readonly InhibitionRule[];
  readonly lineOf: (field: string) => number;
}

const FIELD = 'inhibitions';
const TAKEN =
  'there are inhibition rules made over the API, which a file never changes: ' +
  'take those away (PUT /v1/inhibitions with {"rules":[]}), or leave them out of the file';

/** Somebody else may write at the same moment; more often than this is trouble. */
const ATTEMPTS = 3;

/** Why a file's rules can't be put in force; nothing where they can. */
export async function inhibitionsInTheWay(
  file: FileInhibitions | undefined,
  { inhibitions }: Pick<InhibitionPorts, 'inhibitions'>,
): Promise<readonly FileError[]> {
  if (file === undefined) return [];
  const stored = await inhibitions.readFresh();
  const isTaken = stored?.origin === 'api' && stored.rules.length > 0;
  return isTaken ? [{ field: FIELD, message: TAKEN, line: file.lineOf(FIELD) }] : [];
}

/**
 * Makes the rules be those of the file; where it has none any more, those it
 * brought go, and the API may make some. Answers what is odd about them.
 */
export async function applyInhibitions(
  file: FileInhibitions | undefined,
  channelNames: readonly string[],
  ports: Pick<InhibitionPorts, 'inhibitions' | 'audit'>,
): Promise<readonly string[]> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await ports.inhibitions.readFresh();
    const next = following(file, stored);
    if (next === undefined || (await writeInhibitions(stored, next, ports)) === 'written') {
      return warningsOf(file?.rules ?? [], channelNames);
    }
  }
  throw new Error('inhibition rules changed faster than they could be written');
}

/** What is to be written; undefined when all is as it should be. */
function following(
  file: FileInhibitions | undefined,
  stored: StoredInhibitions | undefined,
): Omit<StoredInhibitions, 'revision'> | undefined {
  if (file === undefined) return stored?.origin === 'file' ? { rules: [], origin: 'api' } : undefined;

  const isSame = stored?.origin === 'file' && isDeepStrictEqual(stored.rules, file.rules);
  return isSame ? undefined : { rules: file.rules, origin: 'file' };
}

function warningsOf(rules: readonly InhibitionRule[], known: readonly string[]): readonly string[] {
  return rules.flatMap(({ channels = [] }, at) =>
    channels
      .filter((name) => !known.includes(name))
      .map((name) => `${FIELD}[${at}].channels names ${name}, and there is no such channel`),
  );
}
