import { setTimeout as wait } from 'node:timers/promises';
import type { World } from './world.ts';

/** The world of this process. */
export function processWorld(): World {
  const interruption = new AbortController();
  quietWhenNobodyReads();

  return {
    env: process.env,
    stdin: process.stdin,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: { stdin: process.stdin.isTTY === true, stdout: process.stdout.isTTY === true },
    columns: process.stdout.isTTY === true ? process.stdout.columns : undefined,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: () => Date.now(),
    sleep: (ms) => wait(ms, undefined, { signal: interruption.signal }).catch(() => undefined),
    interrupted: () => {
      process.once('SIGINT', () => interruption.abort());
      return interruption.signal;
    },
  };
}

/** `tocsin … | head` closes the pipe: no error of ours. */
function quietWhenNobodyReads(): void {
  process.stdout.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
