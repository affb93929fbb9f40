import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ENV } from '#shared/config/env-names.ts';
import { INVOCATIONS, type StandIn } from './stand-in.ts';

/** What one invocation took. */
export interface Invocation {
  readonly result: unknown;
  readonly wallMs: number;
  /** Processor time of the whole process meanwhile. */
  readonly cpuMs: number;
}

/** A function as Lambda runs it: a process with its bundle, called with one event after the other. */
export interface FunctionProcess {
  readonly loadMs: number;
  /** Processor time of loading. */
  readonly loadCpuMs: number;
  /** Runs an event as if it were `atMs`. */
  invoke(event: unknown, atMs: number): Promise<Invocation>;
  /** Lines the function wrote since the last look. */
  takeLog(): readonly string[];
  readonly stop: () => Promise<void>;
}

const CHILD = fileURLToPath(new URL('./function-child.ts', import.meta.url));
/** No start and no invocation takes longer, ms. */
const PATIENCE_MS = 120_000;

/** Queues and secrets as the functions are told of them. */
export const NAMES = {
  wakeUps: 'wake-ups',
  operators: 'operators',
  tokens: 'tokens',
  prefix: 'tocsin/robot/',
} as const;

/** Starts a function on its bundle, with everything it asks for at the stand-in. */
export async function startFunction(bundle: string, standIn: StandIn): Promise<FunctionProcess> {
  const child = fork(CHILD, [bundle], { env: environment(standIn), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let written = '';
  // Lambda takes lines from both.
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      written += chunk;
    });
  }
  const loaded = (await answerOf(child)) as Pick<FunctionProcess, 'loadMs' | 'loadCpuMs'>;

  return {
    ...loaded,
    async invoke(event, atMs) {
      child.send({ event, atMs });
      const answer = (await answerOf(child)) as Invocation | { readonly failed: string };
      if ('failed' in answer) throw new Error(`the function failed: ${answer.failed}`);
      return answer;
    },
    takeLog() {
      const lines = written.split('\n').filter((line) => line !== '');
      written = '';
      return lines;
    },
    stop: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

function environment({ endpoint, host }: StandIn): NodeJS.ProcessEnv {
  return {
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: 'Tocsin-RelayDispatch0123ABCD-0123456789ab',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: endpoint,
    [ENV.tableName]: 'tocsin',
    [ENV.wakeUpQueueUrl]: `${endpoint}/111122223333/${NAMES.wakeUps}`,
    [ENV.dispatcherUrl]: `${endpoint}/2015-03-31/functions/dispatch${INVOCATIONS}`,
    [ENV.operatorQueueUrl]: `${endpoint}/111122223333/${NAMES.operators}`,
    [ENV.secretPrefix]: NAMES.prefix,
    [ENV.apiTokensSecret]: NAMES.tokens,
    [ENV.allowedWebhookHosts]: host,
    [ENV.publicUrl]: 'https://tocsin.example.com',
  };
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [answer] = await once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
  return answer;
}
