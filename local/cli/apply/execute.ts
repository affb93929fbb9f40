import * as z from 'zod/mini';
import { CliError } from '../exit-code.ts';
import { pathOf, type Relay } from '../relay.ts';
import type { Step } from './steps.ts';

/** What became of one channel. */
export interface StepResult {
  readonly name: string;
  readonly done: 'created' | 'replaced' | 'deleted' | 'failed';
  /** What is odd, or what went wrong. */
  readonly lines: readonly string[];
}

const DONE = { create: 'created', replace: 'replaced', delete: 'deleted' } as const;

/** Does all steps one by one, also after one that failed: running it again does the rest. */
export async function executeSteps(
  steps: readonly Step[],
  relay: Relay,
  tell: (result: StepResult) => void,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) {
    const result = await executeStep(step, relay);
    results.push(result);
    tell(result);
  }

  return results;
}

async function executeStep(step: Step, relay: Relay): Promise<StepResult> {
  const { kind, name } = step;
  try {
    return { name, done: DONE[kind], lines: warningsOf(await request(step, relay)) };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { name, done: 'failed', lines: error.lines };
  }
}

function request(step: Step, relay: Relay): Promise<unknown> {
  const path = `/v1/channels${pathOf(step.name)}`;
  switch (step.kind) {
    case 'create':
      return relay({ method: 'POST', path: '/v1/channels', body: step.body });
    case 'replace':
      return relay({ method: 'PUT', path, body: step.body });
    case 'delete':
      return relay({ method: 'DELETE', path });
    default:
      return step satisfies never;
  }
}

const WARNED = z.object({ warnings: z.array(z.string()) });

function warningsOf(answer: unknown): readonly string[] {
  const parsed = WARNED.safeParse(answer);
  return parsed.success ? parsed.data.warnings : [];
}
