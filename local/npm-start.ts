import { describeError } from '#functions/edge/describe-error.ts';
import { claim } from './claims.ts';
import { parseOptions, type RelayOptions } from './options.ts';
import type { Relay } from './relay.ts';
import { StartError } from './start-error.ts';

/** Reads the options, runs the relay until it is told to stop, and says everything in whole lines. */
export async function npmStart(): Promise<void> {
  const parsed = parseOptions(process.argv.slice(2), process.env);
  switch (parsed.kind) {
    case 'help':
      console.log(parsed.text);
      return;
    case 'refused':
      return giveUp(parsed.problems);
    case 'run':
      process.on('uncaughtException', (error) => giveUp(explain(error)));
      return run(parsed.options).catch((error: unknown) => giveUp(explain(error)));
    default:
      return parsed satisfies never;
  }
}

async function run(options: RelayOptions): Promise<void> {
  const claims = claim(options);
  // Loading keeps this thread busy; from here on the address is ours and senders wait.
  await claims.server.catch(() => 'told by the relay');
  const { startRelay } = await import('./relay.ts');
  const relay = await startRelay(options, logLine, claims);
  for (const line of relay.welcome) console.log(line);
  console.log(`listening on ${relay.url}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(relay));
  void relay.lost.then((error) => giveUp(explain(error)));
}

/** A second signal of the kind ends the process at once: its listener is gone by then. */
async function stop(relay: Relay): Promise<void> {
  await relay.close();
  process.exit(0);
}

function logLine(line: string): void {
  process.stderr.write(`${line}\n`);
}

function giveUp(lines: readonly string[]): void {
  for (const line of lines) console.error(`tocsin: ${line}`);
  process.exit(1);
}

/** Lines a person can act on, without secrets. */
function explain(error: unknown): readonly string[] {
  if (error instanceof StartError) return error.lines;
  const { error: name, message, at } = describeError(error);

  return [`stopped by an error: ${name}: ${message.replaceAll('\n', ' ')} ${at.trim()}`.trim()];
}
