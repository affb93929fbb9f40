import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runCli } from '#local/cli/run.ts';
import type { World } from '#local/cli/world.ts';
import { startRelay } from '#local/relay.ts';
import { type Sandbox, startSandbox } from '#local/sandbox/sandbox.ts';

/** What a command line left behind. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What is otherwise than in a pipe with a token. */
export interface Circumstances {
  readonly stdin?: string;
  readonly env?: World['env'];
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly sleep?: World['sleep'];
  readonly now?: World['now'];
  readonly interrupted?: AbortSignal;
  readonly onOut?: (text: string) => void;
}

/** A world in which nobody hears what is said. */
export function worldOf(around: Circumstances = {}): World {
  const { stdin = '', isTerminal = false } = around;

  return {
    env: {},
    stdin: Object.assign(Readable.from(stdin === '' ? [] : [stdin]), {
      isTTY: isTerminal,
    }) as unknown as NodeJS.ReadStream,
    out: () => undefined,
    err: () => undefined,
    isTerminal: { stdin: isTerminal, stdout: isTerminal },
    columns: around.columns,
    timeZone: 'Asia/Shanghai',
    now: around.now ?? (() => Date.now()),
    sleep: around.sleep ?? (async () => undefined),
    interrupted: () => around.interrupted ?? new AbortController().signal,
  };
}

/** Runs a command line in this process. */
export type Run = (argv: readonly string[], around?: Circumstances) => Promise<Ran>;

/** Command lines against the relay there. */
export function cliFor(url: string, token: string | undefined = 'fake-admin-token-1'): Run {
  return async (argv, around = {}) => {
    let [out, err] = ['', ''];
    const code = await runCli(argv, {
      ...worldOf(around),
      env: { TOCSIN_URL: url, TOCSIN_TOKEN: token, ...around.env },
      out: (text) => {
        out += text;
        around.onOut?.(text);
      },
      err: (text) => {
        err += text;
      },
    });

    return { code, out, err };
  };
}

/** A relay on a folder of its own with a sandbox of two groups, and the command line for it. */
export interface RelayForCli {
  readonly run: Run;
  readonly url: string;
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly close: () => Promise<void>;
}

/** Token of the one group, which signs nothing. */
export const GROUP = 'fake-group-token';
/** Token of the other, whose filter dislikes every alert named disk full. */
export const STRICT = 'fake-strict-token';

/** Starts them; end them with `close`. */
export async function startRelayForCli(): Promise<RelayForCli> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-test-cli-'));
  const sandbox = await startSandbox({
    groups: [
      { product: 'dingtalk', name: 'group', token: GROUP, members: [] },
      { product: 'dingtalk', name: 'strict', token: STRICT, members: [], filterWords: ['disk', '告警', '条'] },
    ],
  });
  const relay = await startRelay(
    {
      port: 0,
      host: '127.0.0.1',
      dataFolder: join(folder, 'data'),
      configFile: { path: join(folder, 'none.yaml'), named: false },
      allowedWebhookHosts: [sandbox.host],
      adminToken: 'fake-admin-token-1',
      ingestToken: 'fake-ingest-token',
      readToken: 'fake-read-token-01',
    },
    () => undefined,
  );

  return {
    run: cliFor(relay.url),
    url: relay.url,
    folder,
    sandbox,
    close: async () => {
      await relay.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Asks until it is so; a relay takes some moments. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come to that in five seconds');
}
