import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { parseTemplate, type StackTemplate } from './template.ts';

/** A stack as `cdk synth` writes it: the template and the folders with the code of its functions. */
export interface SynthesisedStack {
  readonly template: StackTemplate;
  /** Where a function's bundle is; by the `S3Key` that the template names it by. */
  codeOf(s3Key: string): string;
  remove(): void;
}

/** Account and region of everything here. */
export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

/** Synthesises a stack, bundles included. */
export function synthesise(makeIn: (app: App) => Stack): SynthesisedStack {
  const outdir = mkdtempSync(join(tmpdir(), 'tocsin-stack-'));
  const app = new App({ outdir });
  const stack = makeIn(app);
  const template = parseTemplate(app.synth().getStackArtifact(stack.artifactId).template);

  return {
    template,
    codeOf: (s3Key) => join(outdir, `asset.${s3Key.replace(/\.zip$/, '')}`),
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  };
}
