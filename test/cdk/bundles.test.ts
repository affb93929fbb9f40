import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertRelayStack } from '#cdk/alert-relay-stack.ts';
import { ENV } from '#shared/config/env-names.ts';
import { resourceOf } from './synth-relay.ts';

/** Bundles the three functions as a deployment would, which takes some seconds. */
const outdir = mkdtempSync(join(tmpdir(), 'tocsin-bundles-'));
let template: Template;

beforeAll(() => {
  const stack = new AlertRelayStack(new App({ outdir }), 'Tocsin');
  template = Template.fromStack(stack);
}, 120_000);

afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe.each([
  ['RelayReceive', 480],
  ['RelayDispatch', 600],
  ['RelayAdmin', 1000],
])('the bundle of %s', (id, maxKilobytes) => {
  it('is one ES module, and beside it the engine of patterns', () => {
    expect(readdirSync(folderOf(id)).sort()).toEqual(['index.mjs', 'node_modules']);
    expect(readdirSync(join(folderOf(id), 'node_modules'))).toEqual(['re2js']);
  });

  it('finds the engine of patterns from where it lies', () => {
    const { RE2JS }: typeof import('re2js') = createRequire(join(folderOf(id), 'index.mjs'))('re2js');

    expect(RE2JS.compile('ob-.*').testExact('ob-1')).toBe(true);
  });

  it(`is at most ${maxKilobytes} kB`, () => {
    expect(statSync(join(folderOf(id), 'index.mjs')).size / 1000).toBeLessThanOrEqual(maxKilobytes);
  });

  it('loads on its own, with the variables that the stack gives it, and has a handler', () => {
    const script = `const { handler } = await import(${JSON.stringify(join(folderOf(id), 'index.mjs'))});
      if (typeof handler !== 'function') throw new Error('no handler');`;
    const { Environment } = resourceOf(template, 'AWS::Lambda::Function', id).Properties as {
      readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
    };
    const names = Object.values(ENV).filter((name) => name in Environment.Variables);
    const values = Object.fromEntries(names.map((name) => [name, name.endsWith('_URL') ? 'https://host/' : 'value']));
    const env = { AWS_REGION: 'us-east-1', ...values };

    expect(() => execFileSync(process.execPath, ['--input-type=module', '--eval', script], { env })).not.toThrow();
  });
});

/** The folder of a function's code in the synthesised assembly. */
function folderOf(id: string): string {
  const { Code } = resourceOf(template, 'AWS::Lambda::Function', id).Properties as {
    readonly Code: { readonly S3Key: string };
  };
  return join(outdir, `asset.${Code.S3Key.replace('.zip', '')}`);
}
