import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { UsageError } from './exit-code.ts';
import type { World } from './world.ts';

/** Reads a file a command names, or with `-` what is piped in. */
export async function readInput(path: string, world: Pick<World, 'stdin' | 'isTerminal'>): Promise<string> {
  if (path === '-') {
    if (world.isTerminal.stdin) throw new UsageError(['- means standard input: pipe something in, or name a file']);
    return readAll(world.stdin);
  }

  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new UsageError([`${path} can not be read${missing ? ': there is no such file' : ''}`], { cause: error });
  }
}

async function readAll(stdin: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** The JSON or YAML of an input. What is wrong is said with its line and nothing quoted: a secret may stand there. */
export async function readDocument(path: string, world: Pick<World, 'stdin' | 'isTerminal'>): Promise<unknown> {
  const text = await readInput(path, world);
  const json = parseJson(text);
  if (json !== undefined) return json;

  const document = parseDocument(text, { prettyErrors: true });
  const problems = document.errors.map(
    ({ code, linePos }) => `${path}:${linePos?.[0].line ?? 1}: is neither JSON nor YAML (${code})`,
  );
  if (problems.length > 0) throw new UsageError(problems);

  try {
    return document.toJS();
  } catch (cause) {
    throw new UsageError([`${path}: has aliases (*name) that can not be resolved`], { cause });
  }
}

/** Most are JSON, and a request of thousands of alerts would keep the reader of YAML busy for long. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
