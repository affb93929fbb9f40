import { parseArgs } from 'node:util';
import type { GroupEntry } from './chat-record.ts';
import type { Group } from './group.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { EXAMPLE_GROUPS, sandboxGuide } from './sandbox-guide.ts';
import { entryLines } from './transcript.ts';

/** Default port of `npm run sandbox`. */
const DEFAULT_PORT = 9100;

const USAGE = `npm run sandbox -- [--port ${DEFAULT_PORT}]

Strict stand-ins for DingTalk and WeCom group robots on 127.0.0.1.
`;

function readPort(): number | 'help' {
  const { values } = parseArgs({ options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help === true) return 'help';
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port}: a number from 0 to 65535`);

  return port;
}

function printEntry(group: Group, entry: GroupEntry): void {
  const lines = entryLines(entry).map((line) => `  ${line}`);
  process.stdout.write(`${[`[${group.settings.name}]`, ...lines].join('\n')}\n\n`);
}

/** Resolves when the process is asked to stop. */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

function explainFailure(error: unknown): string {
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

  return inUse
    ? 'the port is in use; choose another with --port'
    : error instanceof Error
      ? error.message
      : String(error);
}

try {
  const port = readPort();
  if (port === 'help') {
    process.stdout.write(USAGE);
  } else {
    const sandbox: Sandbox = await startSandbox({ port, groups: EXAMPLE_GROUPS, onEntry: printEntry });
    process.stdout.write(sandboxGuide(sandbox));
    await stopRequested();
    await sandbox.close();
    process.stdout.write('sandbox stopped\n');
  }
} catch (error) {
  process.stderr.write(`sandbox: ${explainFailure(error)}\n`);
  process.exitCode = 1;
}
