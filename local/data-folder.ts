import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { decideLayout, LAYOUT, type LayoutMark } from '#shared/layout/layout.ts';
import { StartError } from './start-error.ts';

/** The data folder can't be used. */
export class DataFolderError extends StartError {
  override name = 'DataFolderError' as const;

  constructor(line: string, options?: ErrorOptions) {
    super([line], options);
  }
}

/** Where in the data folder things are. */
export interface DataFolder {
  readonly path: string;
  readonly table: string;
  /** Hashes of the first API tokens. */
  readonly apiTokens: string;
  /** The only file that holds secrets. */
  readonly secrets: string;
}

const VERSION_FILE = 'schema-version';

/**
 * Makes the data folder where there is none, readable by its owner only, and
 * refuses one that a newer version has written: its items may mean something
 * else by now. Does not let go of the thread, so that the table's own thread
 * starts before this one is busy loading everything else.
 */
export function prepareDataFolder(path: string): DataFolder {
  const folder = resolve(path);
  try {
    const created = mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The mode above is subject to the umask, which may even take the owner's rights.
    if (created !== undefined) chmodSync(folder, 0o700);
    checkVersion(folder);
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(`the data folder ${folder} can't be used: ${reasonOf(error)}`, { cause: error });
  }

  const inside = (name: string) => join(folder, name);

  return {
    path: folder,
    table: inside('table'),
    apiTokens: inside('api-tokens.json'),
    secrets: inside('secrets.json'),
  };
}

/** Marks the folder as written by this version; call it once the folder is locked. A newer mark stays. */
export async function writeVersion(folder: DataFolder): Promise<void> {
  const file = join(folder.path, VERSION_FILE);
  const found = parseMark(readMark(file));
  if (found !== undefined && found.version > LAYOUT.version) return;

  await writeFile(`${file}.new`, `${writtenMark(LAYOUT)}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
}

function checkVersion(folder: string): void {
  const text = readMark(join(folder, VERSION_FILE));
  const mark = parseMark(text);
  if (text !== undefined && mark === undefined) {
    throw new DataFolderError(`the data folder ${folder} has a file ${VERSION_FILE} that nobody of ours wrote`);
  }
  const decision = decideLayout(mark, LAYOUT);
  if (decision.kind !== 'refuse') return;

  throw new DataFolderError(
    `the data folder ${folder} was written by another version of Tocsin: it is of ${decision.reason}; ` +
      'start that version, or name another folder with --data',
  );
}

/** `2 1`: layout 2, which code of layout 1 may still work with; `2` alone: which it must not. */
function writtenMark({ version, readableFrom }: LayoutMark): string {
  return readableFrom === version ? String(version) : `${version} ${readableFrom}`;
}

function parseMark(text: string | undefined): LayoutMark | undefined {
  const [, version, readableFrom = version] = /^([1-9]\d{0,8})(?: ([1-9]\d{0,8}))?\s*$/.exec(text ?? '') ?? [];

  return version === undefined ? undefined : { version: Number(version), readableFrom: Number(readableFrom) };
}

/** A folder without the file is new. */
function readMark(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What went wrong in words, by the operating system's code. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    EACCES: 'no permission to write there',
    EPERM: 'no permission to write there',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    EEXIST: 'there is a file of that name',
    ENOTDIR: 'a part of the path is a file',
  };

  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
