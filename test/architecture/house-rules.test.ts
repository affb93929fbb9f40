import { describe, expect, it } from 'vitest';
import { readSourceFiles } from './source-files.ts';

const product = readSourceFiles().filter(({ path }) => !path.startsWith('test/'));

/** A file that got longer holds a concept that wants a name of its own. */
const MAX_LINES = 250;

describe('the shape of the code', () => {
  it(`no file is longer than ${MAX_LINES} lines, except tables of data`, () => {
    const long = product
      .filter(({ path, lines }) => lines > MAX_LINES && !path.includes('/data/'))
      .map(({ path, lines }) => `${path} has ${lines} lines: which concept is missing?`);

    expect(long).toEqual([]);
  });

  it('no folder or file is named after what it is not', () => {
    const nameless = product
      .map(({ path }) => path)
      .filter((path) => /(?:^|\/)(?:utils?|helpers?|common|types?|misc|lib)(?:\.ts$|\/)/.test(path))
      .map((path) => `${path}: a function without a home is a missing concept`);

    expect(nameless).toEqual([]);
  });
});

/** What makes code answer differently when it is run again. */
const AMBIENT = [
  { pattern: /\bprocess\.env\b/, name: 'process.env' },
  { pattern: /\bDate\.now\b/, name: 'Date.now' },
  { pattern: /\bnew Date\(\)/, name: 'new Date()' },
  { pattern: /\bMath\.random\b/, name: 'Math.random' },
  { pattern: /\brandom(?:UUID|Bytes|Int)\b/, name: 'randomness of node:crypto' },
  { pattern: /\bperformance\.now\b/, name: 'performance.now' },
  { pattern: /\bset(?:Timeout|Interval|Immediate)\b/, name: 'timers' },
];

describe('time, randomness and the environment', () => {
  it('are parameters of the domain, which answers the same whenever it is asked', () => {
    expect(usersOf(({ path }) => path.startsWith('shared/') && !isEdgeOfTheDomain(path), AMBIENT)).toEqual([]);
  });

  it('enter a function in its compose.ts, and its log where it meets Lambda', () => {
    const isAllowed = (path: string) =>
      path.endsWith('/compose.ts') || path === 'functions/edge/powertools-telemetry.ts';

    expect(usersOf(({ path }) => path.startsWith('functions/') && !isAllowed(path), AMBIENT)).toEqual([]);
  });

  it('enter the stack in app.ts only', () => {
    expect(usersOf(({ path }) => path.startsWith('cdk/') && path !== 'cdk/app.ts', AMBIENT)).toEqual([]);
  });
});

function isEdgeOfTheDomain(path: string): boolean {
  return path.startsWith('shared/adapters/') || path === 'shared/config/env.ts';
}

function usersOf(isAsked: (file: { readonly path: string }) => boolean, things: typeof AMBIENT): readonly string[] {
  return product
    .filter(isAsked)
    .flatMap(({ path, code }) =>
      things.filter(({ pattern }) => pattern.test(code)).map(({ name }) => `${path} uses ${name}`),
    );
}
