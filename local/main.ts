import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/*
 * Starting again after a kill takes half as long with what was compiled before,
 * and senders notice less. The cache must be named before anything else is
 * loaded; where it can't be written, all works without it.
 */
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/tocsin', import.meta.url)));

const { npmStart } = await import('./npm-start.ts');
await npmStart();
// At once, since a killed process writes nothing at its end.
flushCompileCache();
