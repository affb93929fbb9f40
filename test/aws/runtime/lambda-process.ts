import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { freePort } from '#test/e2e/relay.ts';
import { programPath } from '../programs.ts';
import { endProcess } from './end-process.ts';

/** What a function is started with, as the template has it. */
export interface LambdaSettings {
  readonly name: string;
  /** Folder of the bundle. */
  readonly code: string;
  /** `index.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** The function's own variables, and those that the platform adds: credentials, region. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How an invocation ended. */
export type Invocation =
  | { readonly kind: 'answered'; readonly payload: unknown }
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string };

const ERROR = z.looseObject({ errorType: z.string(), errorMessage: z.string() });

/** Time the emulator has to listen, ms. */
const START_MS = 10_000;

/**
 * A bundle in AWS's runtime interface client, called through AWS's runtime
 * interface emulator: the protocol between Lambda and a function, both sides
 * of it real. The function itself loads with the first invocation, as on a
 * cold start.
 */
export class LambdaProcess {
  readonly #url: string;
  readonly #child: ChildProcess;
  readonly #output: string[] = [];

  private constructor(url: string, child: ChildProcess) {
    this.#url = url;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#output.push(text));
    }
  }

  static async start(settings: LambdaSettings): Promise<LambdaProcess> {
    const [front, back] = [await freePort(), await freePort()];
    const emulator = ['--runtime-interface-emulator-address', `127.0.0.1:${front}`, '--log-level', 'error'];
    const runtime = ['--runtime-api-address', `127.0.0.1:${back}`, process.execPath, programPath('ric')];
    const child = spawn(programPath('rie'), [...emulator, ...runtime, settings.handler], {
      cwd: settings.code,
      env: environmentOf(settings),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new LambdaProcess(`http://127.0.0.1:${front}`, child);
    await started.#listening();

    return started;
  }

  /** Everything the function wrote, line by line, without what emulator and platform add. */
  logLines(): readonly string[] {
    return this.#output
      .join('')
      .split('\n')
      .filter((line) => line.trim() !== '' && !/^(?:START|END|REPORT) RequestId|\(rapid\)|^\t?XRAY/.test(line));
  }

  /** Invokes the function and waits for its answer. */
  async invoke(event: unknown): Promise<Invocation> {
    const response = await fetch(`${this.#url}/2015-03-31/functions/function/invocations`, {
      method: 'POST',
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(90_000),
    });
    const text = await response.text();
    const payload: unknown = text === '' ? null : JSON.parse(text);
    const error = z.safeParse(ERROR, payload);
    if (!error.success) return { kind: 'answered', payload };
    const { errorType, errorMessage } = error.data;

    return { kind: 'failed', errorType, errorMessage };
  }

  /** Ends emulator and function. */
  async end(): Promise<void> {
    await endProcess(this.#child);
  }

  async #listening(): Promise<void> {
    for (const end = performance.now() + START_MS; performance.now() < end; ) {
      try {
        await fetch(this.#url);
        return;
      } catch {
        await sleep(20);
      }
    }
    await this.end();
    throw new Error(`the runtime interface emulator does not listen: ${this.#output.join('').slice(-2_000)}`);
  }
}

/** Nothing of this machine's own environment: what a function finds there is all it has on AWS. */
function environmentOf(settings: LambdaSettings): Record<string, string> {
  return {
    PATH: join(process.execPath, '..'),
    LAMBDA_TASK_ROOT: settings.code,
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_TIMEOUT: String(settings.timeoutSeconds),
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    ...settings.environment,
  };
}
