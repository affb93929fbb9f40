import { readFile, rename, writeFile } from 'node:fs/promises';
import { firstToken, uniteTokens } from '#shared/access/first-tokens.ts';
import type { Scope } from '#shared/access/scope.ts';
import type { TokenRecord } from '#shared/access/token.ts';
import { DataFolderError } from './data-folder.ts';

/** The two tokens every installation starts with. */
export const FIRST_SCOPES = ['admin', 'ingest'] as const;

/** Scopes a token may be given for besides. */
const FURTHER_SCOPES = ['read', 'operate'] as const;

/** One of the first two. */
export type FirstScope = (typeof FIRST_SCOPES)[number];

/** Tokens as their owner gave them; a secret. */
export type GivenTokens = Readonly<Partial<Record<Scope, string>>>;

/** The tokens in force, and those that were made just now and must be shown, since only their hashes are kept. */
export interface ApiTokens {
  readonly records: readonly TokenRecord[];
  /** Secrets. */
  readonly made: Readonly<Partial<Record<FirstScope, string>>>;
  /** Keeps what is in force: call it when nothing can go wrong any more before the new ones are shown. */
  keep(): Promise<void>;
}

type Kept = Readonly<Partial<Record<FirstScope, TokenRecord>>>;

/**
 * The first tokens: those given (they take the place of the kept ones), else
 * the kept ones, else new ones, kept by hash in a file that only its owner
 * reads. Tokens of the other scopes are never made and never kept: one is in
 * force as long as it is given, so that leaving it out withdraws it.
 */
export async function openApiTokens(path: string, given: GivenTokens, make: () => string): Promise<ApiTokens> {
  const kept = await readKept(path);
  const records: Partial<Record<FirstScope, TokenRecord>> = {};
  const made: Partial<Record<FirstScope, string>> = {};
  for (const scope of FIRST_SCOPES) {
    const token = given[scope] ?? (kept[scope] === undefined ? make() : undefined);
    const record = token === undefined ? kept[scope] : recordOf(scope, token);
    if (record !== undefined) records[scope] = record;
    if (token !== undefined && given[scope] === undefined) made[scope] = token;
  }
  const isKept = JSON.stringify(records) === JSON.stringify(kept);

  const further = FURTHER_SCOPES.flatMap((scope) => {
    const token = given[scope];
    return token === undefined ? [] : [recordOf(scope, token)];
  });

  return {
    records: uniteTokens([...Object.values(records), ...further]),
    made,
    keep: async () => (isKept ? undefined : keep(path, records)),
  };
}

function recordOf(scope: Scope, token: string): TokenRecord {
  const record = firstToken(scope, token);
  if (typeof record === 'string') throw new DataFolderError(record);

  return record;
}

async function readKept(path: string): Promise<Kept> {
  try {
    return parseKept(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {};
    throw new DataFolderError(`the token file ${path} can't be read; remove it to have new tokens made`, { cause });
  }
}

/** The file is ours alone: what is not as we wrote it is refused as a whole. */
function parseKept(content: unknown): Kept {
  const kept = content as Kept;
  for (const scope of FIRST_SCOPES) {
    const record = kept[scope];
    if (record === undefined) continue;
    if (!/^[0-9a-f]{64}$/.test(record.hash) || record.scopes.join() !== scope) throw new Error('not a token record');
  }

  return kept;
}

async function keep(path: string, records: Kept): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(records, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
}
