import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm start` runs, the bounds of its memory among it: `exec env NAME=VALUE node FLAG… PROGRAM`. */
const START = z
  .object({ scripts: z.object({ start: z.string().check(z.regex(/^exec env \w+=\S+ node \S/)) }) })
  .parse(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')))
  .scripts.start.split(' ')
  .slice(2);
const [SETTING = '', , ...NODE_ARGUMENTS] = START;

/** Where processes keep what they compiled for the next, if anywhere. */
const COMPILED = Object.fromEntries(Object.entries(process.env).filter(([name]) => name === 'NODE_COMPILE_CACHE'));

/** How a relay process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What to start in place of `npm start`. */
export interface OtherProgram {
  /** A program with the same options, relative to the repository. */
  readonly script: string;
  /** Whether it listens to `tell`. */
  readonly listens: true;
}

/** `npm start` as a process of its own, without npm. */
export class RelayProcess {
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  /** Settles when the process has ended and all it said is read. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #listening = Promise.withResolvers<string>();

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}, other?: OtherProgram) {
    const script = join(ROOT, other?.script ?? NODE_ARGUMENTS.at(-1) ?? '');
    this.#child = spawn(process.execPath, [...NODE_ARGUMENTS.slice(0, -1), script, ...args], {
      // Not the repository: a tocsin.yaml there is its owner's.
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'] ?? '', ...Object.fromEntries([SETTING.split('=')]), ...COMPILED, ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(other === undefined ? [] : (['ipc'] as const))],
    });
    this.#read(this.#child.stdout, (line) => {
      this.stdout.push(line);
      const url = /^listening on (\S+)$/.exec(line)?.[1];
      if (url !== undefined) this.#listening.resolve(url);
    });
    this.#read(this.#child.stderr, (line) => this.stderr.push(line));
    this.exited = once(this.#child, 'close').then(([code, signal]) => ({ code, signal }));
    void this.exited.then(() =>
      this.#listening.reject(new Error(`ended before it listened: ${this.stderr.join(' ')}`)),
    );
    this.#listening.promise.catch(() => undefined);
  }

  /** Its URL, as soon as it says that it is ready. */
  get url(): Promise<string> {
    return this.#listening.promise;
  }

  /** Its process id. */
  get pid(): number {
    return this.#child.pid ?? Number.NaN;
  }

  /** Sends a signal that is not its end: SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Says something to another program that listens. */
  tell(message: object): void {
    this.#child.send(message);
  }

  /** Sends a signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<Exit> {
    this.#child.kill(signal);

    return this.exited;
  }

  #read(stream: NodeJS.ReadableStream | null, take: (line: string) => void): void {
    if (stream !== null) createInterface({ input: stream }).on('line', take);
  }
}
