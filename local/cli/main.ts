import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Half of a short command's time is compiling; it must be named before anything else is loaded.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/tocsin', import.meta.url)));

const { runCli } = await import('./run.ts');
const { processWorld } = await import('./process-world.ts');
process.exitCode = await runCli(process.argv.slice(2), processWorld());
