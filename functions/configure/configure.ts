import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { ApplyResult } from '#shared/channels/apply-file.ts';
import { type DeployPorts, deployFile, withdrawFile } from '#shared/config/deployed-file.ts';
import { describeFileError } from '#shared/config/file-error-line.ts';
import { parseFileProperty } from '#shared/config/file-property.ts';
import { describeError } from '../edge/describe-error.ts';
import type { Telemetry } from '../edge/telemetry.ts';
import { ownerOf, ownerToDelete } from './owner.ts';
import { type Result, stackAnswer } from './stack-answer.ts';
import { whileWanted } from './while-wanted.ts';

const TOOK_TOO_LONG = failed('took too long and was stopped half-way: deploy again, it goes on where it stopped');

/** What answering a stack needs. */
export interface ConfigureDeps {
  /** Opens what configuring needs; also its failure is answered. */
  readonly open: () => DeployPorts;
  readonly tell: (url: string, body: string) => Promise<void>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Kept of the function's time for the answer and its repetitions, ms. */
const ANSWER_MS = 40_000;
/** A role that was just made is not known everywhere at once: as long as this, a refusal is waited out, ms. */
const NEW_ROLE_MS = 20_000;
const NEW_ROLE_PAUSE_MS = 2_000;

/**
 * Does what a stack asks and tells it what came of it, always: a stack that
 * hears nothing waits for its time-out. `leftMs` is how long the function has.
 */
export async function configure(
  event: CloudFormationCustomResourceEvent,
  deps: ConfigureDeps,
  leftMs: number,
): Promise<void> {
  const { telemetry } = deps;
  const untilMs = deps.now() + leftMs - ANSWER_MS;
  const result = await Promise.race([work(event, deps, untilMs), tooLate(deps, leftMs - ANSWER_MS)]);
  for (const warning of result.kind === 'done' ? result.warnings : []) telemetry.warn('configuration', { warning });
  for (const problem of result.kind === 'failed' ? result.problems : [])
    telemetry.warn('configuration refused', { problem });

  await deps.tell(event.ResponseURL, stackAnswer(event, result));
}

async function tooLate({ sleep }: ConfigureDeps, afterMs: number): Promise<Result> {
  await sleep(Math.max(0, afterMs));
  return TOOK_TOO_LONG;
}

async function work(event: CloudFormationCustomResourceEvent, deps: ConfigureDeps, untilMs: number): Promise<Result> {
  const patientUntilMs = deps.now() + NEW_ROLE_MS;
  for (;;) {
    try {
      const ports = whileWanted(deps.open(), () => deps.now() >= untilMs);
      return await carryOut(event, ports, deps.telemetry);
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'AccessDeniedException' && deps.now() < patientUntilMs) {
        await deps.sleep(NEW_ROLE_PAUSE_MS);
        continue;
      }
      if (name === 'TooLateError') return TOOK_TOO_LONG;
      // The table went before: what was in it is gone as well.
      if (event.RequestType === 'Delete' && name === 'ResourceNotFoundException') return { kind: 'done', warnings: [] };

      deps.telemetry.error('configuring failed', error);
      const { error: kind, message } = describeError(error);
      return failed(`could not be applied: ${kind}: ${message}. Deploy again; the log of the function says more`);
    }
  }
}

async function carryOut(
  event: CloudFormationCustomResourceEvent,
  ports: DeployPorts,
  telemetry: Telemetry,
): Promise<Result> {
  if (event.RequestType === 'Delete') {
    const { name } = parseFileProperty(event.ResourceProperties['File']) ?? { name: 'the file before' };
    const result = await withdrawFile(ownerToDelete(event), ports);
    // A deletion that fails leaves a stack nobody gets rid of, and a file that is not fit can set up nothing.
    return { kind: 'done', warnings: result.kind === 'applied' ? result.warnings : linesOf(name, result) };
  }

  const file = parseFileProperty(event.ResourceProperties['File']);
  if (file === undefined)
    return failed('the property File is not a file as the stack writes it: deploy the stack anew');

  const result = await deployFile({ owner: ownerOf(event), text: file.text }, ports);
  if (result.kind === 'invalid') return { kind: 'failed', problems: linesOf(file.name, result) };

  const { created, replaced, removed, warnings } = result;
  telemetry.info('configuration applied', { file: file.name, created, replaced, removed });
  return { kind: 'done', warnings };
}

function linesOf(name: string, { errors }: Extract<ApplyResult, { kind: 'invalid' }>): readonly string[] {
  return errors.map((error) => describeFileError(name, error));
}

function failed(problem: string): Result {
  return { kind: 'failed', problems: [`tocsin.yaml ${problem}`] };
}
