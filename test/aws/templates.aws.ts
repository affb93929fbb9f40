import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { existingEventBus } from '#cdk/examples/existing-event-bus.ts';
import { importedVpc } from '#cdk/examples/imported-vpc.ts';
import { minimal } from '#cdk/examples/minimal.ts';
import { vpcWithProxy } from '#cdk/examples/vpc-with-proxy.ts';
import { programPath, pythonEnvironment } from './programs.ts';
import { encryptedRelay, namedRelay, plainRelay, relayBehindNat, wholeRelay } from './stack/variants.ts';

/** Every way to place a relay that the examples show, and every other that makes resources of another kind. */
const STACKS: Readonly<Record<string, (app: App) => Stack>> = {
  plain: plainRelay,
  whole: wholeRelay,
  encrypted: encryptedRelay,
  'behind-nat': relayBehindNat,
  named: namedRelay,
  'example-minimal': minimal,
  'example-existing-event-bus': existingEventBus,
  'example-imported-vpc': importedVpc,
  'example-vpc-with-proxy': vpcWithProxy,
};

const FINDINGS = z.array(
  z.looseObject({
    Filename: z.string(),
    Message: z.string(),
    Rule: z.looseObject({ Id: z.string() }),
    Location: z.looseObject({ Path: z.nullish(z.array(z.union([z.string(), z.number()]))) }),
  }),
);

const folder = mkdtempSync(join(tmpdir(), 'tocsin-templates-'));
let findings: z.infer<typeof FINDINGS>;

beforeAll(() => {
  for (const [name, makeIn] of Object.entries(STACKS)) {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
    const stack = makeIn(app);
    const { template } = app.synth().getStackArtifact(stack.artifactId);
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(template));
  }
  findings = lint(Object.keys(STACKS).map((name) => join(folder, `${name}.json`)));
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(Object.keys(STACKS))('cfn-lint finds nothing in the template of %s', (name) => {
  const found = findings.filter(({ Filename }) => basename(Filename) === `${name}.json`);

  expect(found.map(({ Rule, Location, Message }) => `${Rule.Id} ${Location.Path?.join('/')}: ${Message}`)).toEqual([]);
});

/**
 * What CDK itself writes and cannot be kept from: a function depends on its
 * role by name too, and a stack for one account names its zones.
 */
const OF_CDK = ['W3005', 'W3010'];

/** What cfn-lint says of templates for a region of each partition that we deploy to. */
function lint(templates: readonly string[]): z.infer<typeof FINDINGS> {
  const { stdout, stderr, error } = spawnSync(
    'python3',
    [
      join(programPath('cfnLint'), 'bin', 'cfn-lint'),
      '--format',
      'json',
      '--regions',
      'us-east-1',
      'cn-north-1',
      '--ignore-checks',
      ...OF_CDK,
      '--template',
      ...templates,
    ],
    { env: pythonEnvironment(programPath('cfnLint')), encoding: 'utf8' },
  );
  if (error !== undefined) throw error;
  if (stderr !== '') throw new Error(stderr);

  return FINDINGS.parse(JSON.parse(stdout));
}
