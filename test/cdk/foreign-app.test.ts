import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A CDK app of other people, who have Tocsin as a workspace of their repository: a link among their modules. */
const folder = mkdtempSync(join(tmpdir(), 'tocsin-foreign-'));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const APP = `import { App, Stack } from 'aws-cdk-lib';
import { AlertRelay } from 'tocsin/cdk';

const app = new App({ outdir: 'out' });
new AlertRelay(new Stack(app, 'Platform'), 'Alerts', { dispatchMaxConcurrency: 4 });
app.synth();
`;

beforeAll(() => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'platform', type: 'module' }));
  writeFileSync(join(folder, 'app.ts'), APP);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'tocsin'));
  for (const name of ['aws-cdk-lib', 'constructs'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  execFileSync(process.execPath, ['app.ts'], { cwd: folder, stdio: 'pipe' });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a CDK app elsewhere that imports tocsin/cdk', () => {
  it('has a relay in its template, with its settings', () => {
    const template = readFileSync(join(folder, 'out', 'Platform.template.json'), 'utf8');

    expect(template).toContain('AWS::DynamoDB::Table');
    expect(template).toContain('"MaximumConcurrency": 4');
  });

  it('has the functions bundled beside it, from where Tocsin is', () => {
    const bundles = readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' });

    expect(bundles.filter((path) => path.endsWith('index.mjs')).length).toBeGreaterThanOrEqual(3);
  });
});
