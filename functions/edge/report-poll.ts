import type { PollResult } from '#shared/polling/poll-ocp.ts';
import type { Telemetry } from './telemetry.ts';

/** Says what a round of polling came to, where it is of interest: something ended, or OCP does not tell of all. */
export function reportPoll(
  source: string,
  { batch, problems, active, pages, ended, unknown, left }: PollResult,
  telemetry: Pick<Telemetry, 'info' | 'warn'>,
): void {
  const fields = { source, batch, active, pages, ended, unknown, left };
  if (problems.length > 0) telemetry.warn('OCP not polled in full', { ...fields, problems });
  // What is unknown goes on firing here: it is asked for, and said, after each reading of the ledger.
  else if (ended + unknown > 0) telemetry.info('OCP polled', fields);
}
