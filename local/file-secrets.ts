import { chmod, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RobotSecret, SecretStore } from '#shared/channels/secret-store.ts';

/** The secret file of one machine. */
export interface FileSecrets extends SecretStore {
  /** A value its owner wrote under `named`, for `{ secret: name }` in tocsin.yaml. Always asks the file. */
  named(name: string): Promise<string | undefined>;
  /** Writes one there for its owner: a text, or an object of a robot's secrets. */
  putNamed(name: string, value: unknown): Promise<void>;
}

/** What is in the file: the robots' secrets by ref (ours), and named ones (its owner's, changed by nobody else). */
interface SecretFile {
  readonly robots: Readonly<Record<string, RobotSecret>>;
  readonly named: Readonly<Record<string, unknown>>;
}

/** A secret file that can't be read. It names the file and quotes nothing of it. */
export class SecretFileError extends Error {
  override name = 'SecretFileError' as const;
}

/** Owner only: everybody else on the machine is kept out. */
const MODE = 0o600;

/**
 * Robot secrets in one JSON file of mode 0600. A write replaces the file by
 * renaming a finished copy, so a crash leaves the old one or the new one; the
 * file is read again before each write, so an edit by hand is not undone.
 */
export function createFileSecrets({ path }: { readonly path: string }): FileSecrets {
  let known: SecretFile | undefined;
  let writes = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const readAgain = async (): Promise<SecretFile> => {
    const writesBefore = writes;
    const content = await readSecretFile(path);
    // A read that a write overtook may show the old file: good for its caller, not for later.
    if (writes === writesBefore) known = content;
    return content;
  };
  const replace = (edit: (before: SecretFile) => SecretFile): Promise<void> => {
    const done = queue.then(async () => {
      const content = edit(await readSecretFile(path));
      await replaceFile(path, content);
      writes += 1;
      known = content;
    });
    // A failed write is its caller's to see; the next one starts from the file again.
    queue = done.catch(() => undefined);
    return done;
  };
  const change = (edit: (robots: Map<string, RobotSecret>) => void): Promise<void> =>
    replace((before) => {
      const robots = new Map(Object.entries(before.robots));
      edit(robots);
      return { ...before, robots: Object.fromEntries(robots) };
    });

  return {
    read: async (ref) => own((known ?? (await readAgain())).robots, ref),
    readFresh: async (ref) => own((await readAgain()).robots, ref),
    write: (ref, secret) => change((robots) => robots.set(ref, secret)),
    remove: (ref) => change((robots) => robots.delete(ref)),
    async named(name) {
      const value = own((await readAgain()).named, name);
      if (value === undefined) return undefined;
      return typeof value === 'string' ? value : JSON.stringify(value);
    },
    putNamed: (name, value) =>
      replace((before) => ({ ...before, named: Object.fromEntries([...Object.entries(before.named), [name, value]]) })),
  };
}

/** Not `record[key]`: a ref or name such as `constructor` is nobody's property. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

async function readSecretFile(path: string): Promise<SecretFile> {
  const text = await readIfThere(path);
  if (text === undefined) return { robots: {}, named: {} };

  await keepOthersOut(path);
  return parseSecretFile(text, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A file written by hand is often readable for all; nobody asks for that here. */
async function keepOthersOut(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) await chmod(path, MODE);
}

function parseSecretFile(text: string, path: string): SecretFile {
  const value = parseJson(text);
  if (!isRecord(value)) {
    throw new SecretFileError(`${path} is not the JSON object {"robots":{…},"named":{…}}: mend it or put it aside`);
  }
  const { robots = {}, named = {} } = value;
  if (!isRecord(robots) || !isRecord(named)) {
    throw new SecretFileError(`${path}: "robots" and "named" must be objects`);
  }
  // Only this store writes below `robots`.
  return { robots: robots as SecretFile['robots'], named };
}

/** Undefined instead of an error: a JSON error quotes the text, and that text is secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Writes beside it, brings it to the disk, renames, and brings the name to the disk. */
async function replaceFile(path: string, content: SecretFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.new`;
  const file = await open(unfinished, 'w', MODE);
  try {
    // The mode of `open` counts only for a new file; a crash may have left one.
    await file.chmod(MODE);
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
