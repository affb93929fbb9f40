import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { ENV } from '#shared/config/env-names.ts';
import { median } from './budget.ts';
import type { Bundle, BundleName } from './bundles.ts';

/** Processes started for each bundle. */
const ROUNDS = 21;

/** How long loading takes in a fresh process, ms: the median, by bundle. */
export type LoadTimes = ReadonlyMap<BundleName, number>;

/** Loads each bundle in turn, round after round, so that whatever else the machine does meets all alike. */
export function measureLoading(bundles: readonly Bundle[]): LoadTimes {
  const times = new Map<BundleName, number[]>(bundles.map(({ name }) => [name, []]));
  // The first round fills the file system's cache and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, path } of bundles) {
      const took = loadOnce(path);
      if (round > 0) times.get(name)?.push(took);
    }
  }

  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

function loadOnce(path: string): number {
  const script = `const from = performance.now();
    await import(${JSON.stringify(pathToFileURL(path).href)});
    console.log(performance.now() - from);
    process.exit(0);`;
  const names = {
    ...Object.fromEntries(Object.values(ENV).map((name) => [name, name.endsWith('_URL') ? 'https://host/' : 'value'])),
    // Not set, as in most stacks.
    [ENV.publicUrl]: '',
    [ENV.proxy]: '',
  };
  const env = { ...names, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { env, timeout: 20_000 });

  return Number(output.toString());
}
