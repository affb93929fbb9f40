import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Half of a short command's time is compiling; it must be named before anything else is loaded.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/tocsin', import.meta.url)));

const { runCli } = await import('./run.ts');
const { processWorld } = await import('./process-world.ts');
try {
  process.exitCode = await runCli(process.argv.slice(2), processWorld());
} catch (error) {
  // A bug. Its words may quote what they should not, so they go the way of the relay's own.
  const { describeError } = await import('#functions/edge/describe-error.ts');
  const { error: name, message, at } = describeError(error);
  console.error(`tocsin: stopped by an error: ${name}: ${message} ${at.trim()}`);
  process.exitCode = 1;
}
