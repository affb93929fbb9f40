import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { STAND_INS } from '#test/bench/bundles.ts';

/** Bundles a function as the stack does. */
async function bundle(name: string) {
  const result = await build({
    entryPoints: [`functions/${name}/handler.ts`],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    charset: 'utf8',
    alias: STAND_INS,
    write: false,
    metafile: true,
  });

  return { bytes: result.outputFiles[0]?.contents.byteLength ?? 0, inputs: Object.keys(result.metafile.inputs) };
}

test.each([
  ['receive', 480_000],
  ['dispatch', 600_000],
  ['admin', 1_000_000],
  ['configure', 1_000_000],
  ['poll', 400_000],
])('the bundle of %s stays within %i bytes: a cold start waits for every one of them', async (name, budget) => {
  const { bytes } = await bundle(name);

  expect(bytes).toBeGreaterThan(300_000);
  expect(bytes).toBeLessThanOrEqual(budget);
});

test('poll carries no engine that writes messages, and nothing of the API', async () => {
  const { inputs } = await bundle('poll');
  const heavy =
    /credential-provider-(node|sso|ini)|liquidjs|yaml|hono|powertools\/tracer|shared\/robots|openapi|functions\/(admin|receive)/;

  expect(inputs.filter((path) => heavy.test(path))).toEqual([]);
});

test('receive carries nothing it does not need', async () => {
  const { inputs } = await bundle('receive');
  const heavy =
    /credential-provider-(node|sso|ini)|zod|liquidjs|yaml|powertools\/tracer|shared\/rendering|shared\/robots|openapi|functions\/admin/;

  expect(inputs.filter((path) => heavy.test(path))).toEqual([]);
});
