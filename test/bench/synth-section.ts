import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Section } from './section.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROUNDS = 3;

/** How long synthesising takes where nothing was synthesised before: `npm run synth` into an empty folder. */
export function synthSection(folder: string): Section {
  const took = Array.from({ length: ROUNDS }, (_, round) => synthOnce(join(folder, `cdk.out-${round}`)));

  return {
    title: 'Synthesising the stack, its functions bundled',
    budgets: [{ what: '`npm run synth` in a fresh clone', measured: Math.min(...took) / 1000, most: 15, unit: 's' }],
    note: `The quickest of ${ROUNDS}, the first of which took ${((took[0] ?? Number.NaN) / 1000).toFixed(1)} s.`,
  };
}

function synthOnce(output: string): number {
  const startedMs = performance.now();
  const cdk = join(ROOT, 'node_modules', '.bin', 'cdk');
  execFileSync(cdk, ['synth', '--quiet', '--output', output], { cwd: ROOT, stdio: 'ignore', timeout: 180_000 });

  return performance.now() - startedMs;
}
