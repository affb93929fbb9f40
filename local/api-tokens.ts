import { readFile, rename, writeFile } from 'node:fs/promises';
import { firstToken } from '#shared/access/first-tokens.ts';
import type { TokenRecord } from '#shared/access/token.ts';
import { DataFolderError } from './data-folder.ts';

/** The two tokens every installation starts with. */
export const FIRST_SCOPES = ['admin', 'ingest'] as const;

/** One of them. */
export type FirstScope = (typeof FIRST_SCOPES)[number];

/** Tokens as their owner gave them; a secret. */
export type GivenTokens = Readonly<Partial<Record<FirstScope, string>>>;

/** The tokens in force, and those that were made just now and must be shown, since only their hashes are kept. */
export interface ApiTokens {
  readonly records: readonly TokenRecord[];
  /** Secrets. */
  readonly made: GivenTokens;
  /** Keeps what is in force: call it when nothing can go wrong any more before the new ones are shown. */
  keep(): Promise<void>;
}

type Kept = Readonly<Partial<Record<FirstScope, TokenRecord>>>;

/**
 * The first tokens: those given (they take the place of the kept ones), else
 * the kept ones, else new ones. What is in force is kept by hash, in a file
 * that only its owner reads.
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

  return { records: Object.values(records), made, keep: async () => (isKept ? undefined : keep(path, records)) };
}

function recordOf(scope: FirstScope, token: string): TokenRecord {
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
  await writeFile(`${path}.new`, `${JSON.stringify(records, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
