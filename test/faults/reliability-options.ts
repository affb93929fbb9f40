import { parseArgs } from 'node:util';

/** What `npm run reliability` was asked to do. */
export interface ReliabilityOptions {
  /** Names of scenarios; all when absent. */
  readonly only?: readonly string[];
  readonly rounds?: number;
  readonly size: 'full' | 'short';
  readonly seed: number;
}

const MAX_ROUNDS = 1_000;

/** Reads the command line, or says what is wrong with it and what there is. */
export function parseReliabilityOptions(
  args: readonly string[],
  names: readonly string[],
): ReliabilityOptions | string {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      seed: { type: 'string' },
      short: { type: 'boolean' },
      help: { type: 'boolean' },
    },
    strict: false,
  });
  const only = [values['only'] ?? []].flat().flatMap((value) => String(value).split(','));
  const unknown = only.filter((name) => !names.includes(name));
  const [rounds, seed] = [values['rounds'], values['seed']].map((value) =>
    value === undefined ? value : Number(value),
  );
  const isHelp = values['help'] === true;
  if (isHelp || unknown.length > 0 || !isCount(rounds, MAX_ROUNDS) || !isCount(seed, 2 ** 31)) return usage(names);

  return {
    size: values['short'] === true ? 'short' : 'full',
    seed: seed ?? 1,
    ...(only.length === 0 ? {} : { only }),
    ...(rounds === undefined ? {} : { rounds }),
  };
}

function isCount(value: number | undefined, most: number): boolean {
  return value === undefined || (Number.isInteger(value) && value >= 1 && value <= most);
}

function usage(names: readonly string[]): string {
  return `npm run reliability -- [options]

  --only NAME[,NAME]  run these scenarios only: ${names.join(', ')}
  --rounds N          kills, stops or freezes of a scenario that has any
  --short             a few seconds of each that needs no more
  --seed N            other choices of what comes in and when it breaks (1)

The page is written when all scenarios were run in full.`;
}
