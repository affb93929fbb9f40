import { readFile } from 'node:fs/promises';
import {
  type FileChannel,
  type PlacedReference,
  pickValue,
  type SecretReference,
} from '#shared/channels/file-channel.ts';
import { isRecord } from '#shared/channels/section.ts';
import { UsageError } from '../exit-code.ts';

/** The text behind a reference, as far as it is known here; undefined when it is not. */
export type Resolve = (reference: SecretReference) => string | undefined;

/**
 * References are resolved where the command runs, since the API takes values
 * only: `{ env: … }` from the environment, `{ secret: … }` from a file of the
 * form of one machine's secrets.json. A relay on AWS reads the names of its own
 * deployed file; over HTTP nobody can give it any.
 */
export function resolverOf(
  env: Readonly<Record<string, string | undefined>>,
  named: Readonly<Record<string, unknown>>,
): Resolve {
  return ({ kind, name }) => {
    if (kind === 'env') return Object.hasOwn(env, name) ? env[name] : undefined;
    const value = Object.hasOwn(named, name) ? named[name] : undefined;
    if (value === undefined || typeof value === 'string') return value;
    return JSON.stringify(value);
  };
}

/** Reads `{"named": {…}}`. No error quotes the file. */
export async function readNamed(path: string | undefined): Promise<Readonly<Record<string, unknown>>> {
  if (path === undefined) return {};
  const content = await readJson(path);
  const named = isRecord(content) ? content['named'] : undefined;
  if (isRecord(named)) return named;

  throw new UsageError([`${path} must hold the JSON object {"named": {"NAME": "…"}}`]);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    // The cause would quote the file.
    throw new UsageError([`${path} (--secrets) can not be read as JSON`]);
  }
}

/** A channel's references, parted by whether there is a value to send. */
export interface Resolved {
  readonly given: ReadonlyMap<PlacedReference, string>;
  readonly unknown: readonly PlacedReference[];
}

/** Looks up every reference of a channel. A text without the member asked for counts as unknown. */
export function resolveAll({ references }: Pick<FileChannel, 'references'>, resolve: Resolve): Resolved {
  const found = references.map((placed) => {
    const text = resolve(placed.reference);
    return { placed, value: text === undefined ? undefined : pickValue(text, placed.field) };
  });

  return {
    given: new Map(found.flatMap(({ placed, value }) => (value === undefined ? [] : [[placed, value]]))),
    unknown: found.flatMap(({ placed, value }) => (value === undefined ? [placed] : [])),
  };
}
