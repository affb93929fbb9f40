import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod/mini';
import { parsePublicUrl } from '#shared/config/public-url.ts';
import { UsageError } from './exit-code.ts';
import type { RelayAddress } from './relay.ts';
import type { World } from './world.ts';

const DEFAULT_URL = 'http://127.0.0.1:8080';
const MAX_TIMEOUT_SECONDS = 600;

const GLOBAL = z.object({
  url: z.optional(z.string()),
  tokenFile: z.optional(z.string()),
  timeout: z._default(z.number(), 30),
  json: z._default(z.boolean(), false),
});

/** Options that every command takes. */
export type GlobalOptions = z.infer<typeof GLOBAL>;

/**
 * Adds them. The token is never a flag's value: every user of the machine sees
 * those in the list of processes, and the shell keeps them in its history.
 */
export function addGlobalOptions(program: Command): void {
  program
    .option('--url <url>', `the relay's address (TOCSIN_URL, else ${DEFAULT_URL})`)
    .option(
      '--token-file <file>',
      'a file that holds the API token and nothing else (or the token itself in TOCSIN_TOKEN)',
    )
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait for an answer').default(30).argParser((text: string) => {
        const seconds = Number(text);
        if (seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) return seconds;
        throw new InvalidArgumentError(`It must be a number of seconds up to ${MAX_TIMEOUT_SECONDS}.`);
      }),
    )
    .option('--json', "print the relay's answer as one JSON document, and nothing else");
}

/** The values of a command's global options, wherever on the line they stood. */
export function globalsOf(command: Command): GlobalOptions {
  return GLOBAL.parse(command.optsWithGlobals());
}

/** Where the relay is, and the token for it. Whatever is wrong is said without quoting a secret. */
export function addressOf({ url, tokenFile, timeout }: GlobalOptions, env: World['env']): RelayAddress {
  const from = url === undefined ? 'TOCSIN_URL' : '--url';
  const parsed = parsePublicUrl(url ?? nonEmpty(env['TOCSIN_URL']) ?? DEFAULT_URL);
  if (parsed.kind === 'refused') throw new UsageError([`${from} ${parsed.problem}`]);
  const token = tokenFile === undefined ? nonEmpty(env['TOCSIN_TOKEN']) : readToken(tokenFile);
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    const place = tokenFile === undefined ? 'TOCSIN_TOKEN' : '--token-file';
    throw new UsageError([`${place} must hold one token: printable characters without spaces, on one line`]);
  }

  return { url: parsed.url, timeoutMs: timeout * 1000, ...(token === undefined ? {} : { token }) };
}

function readToken(path: string): string {
  try {
    const token = readFileSync(path, 'utf8').trim();
    if (token !== '') return token;
  } catch {
    throw new UsageError(['--token-file names a file that can not be read']);
  }
  throw new UsageError(['--token-file names an empty file']);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
