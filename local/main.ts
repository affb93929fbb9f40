import { describeError } from '#functions/edge/describe-error.ts';
import { ConfigFileError } from './config-file.ts';
import { DataFolderError } from './data-folder.ts';
import { ListenError } from './http-server.ts';
import { parseOptions } from './options.ts';
import { type Relay, startRelay } from './relay.ts';

/** `npm start`: reads the options, runs the relay until it is told to stop, and says everything in whole lines. */
async function main(): Promise<void> {
  const parsed = parseOptions(process.argv.slice(2), process.env);
  switch (parsed.kind) {
    case 'help':
      console.log(parsed.text);
      return;
    case 'refused':
      return giveUp(parsed.problems);
    case 'run':
      return run(await startRelay(parsed.options));
    default:
      return parsed satisfies never;
  }
}

function run(relay: Relay): void {
  for (const line of relay.welcome) console.log(line);
  console.log(`listening on ${relay.url}`);
  void relay.lost.then((error) => giveUp([explain(error)]));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(relay));
}

/** A second signal ends the process at once: its listener is gone by then. */
async function stop(relay: Relay): Promise<void> {
  await relay.close();
  process.exit(0);
}

function giveUp(lines: readonly string[]): void {
  for (const line of lines) console.error(`tocsin: ${line}`);
  process.exit(1);
}

/** One line a person can act on, without secrets. */
function explain(error: unknown): string {
  if (error instanceof DataFolderError || error instanceof ListenError) return error.message;
  const { error: name, message, at } = describeError(error);

  return `stopped by an error: ${name}: ${message.replaceAll('\n', ' ')} ${at.trim()}`.trim();
}

process.on('uncaughtException', (error) => giveUp([explain(error)]));
await main().catch((error: unknown) => giveUp(error instanceof ConfigFileError ? error.problems : [explain(error)]));
