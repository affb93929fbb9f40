import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from './relay.ts';

/** Time a program has to listen, ms. */
const START_MS = 15_000;

/** A program of someone else's that this run started, and ends. */
export class Program {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #output: string[] = [];

  constructor(path: string, args: readonly string[]) {
    this.#name = path;
    this.#child = spawn(path, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (bytes: Buffer) => this.#output.push(bytes.toString()));
    }
    this.#child.on('error', (error) => this.#output.push(error.message));
  }

  /** Waits until it takes connections on a port of 127.0.0.1; throws with its own words when it does not. */
  async listening(port: number): Promise<void> {
    if (await until(() => takesConnections(port), START_MS)) return;
    throw new Error(`${this.#name} does not listen: ${this.#output.join('').slice(-2_000)}`);
  }

  /** Asks it to end, and waits. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return;
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGTERM');
    const stubborn = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(stubborn);
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
