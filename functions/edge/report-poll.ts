import type { PollResult } from '#shared/polling/poll-ocp.ts';
import type { Telemetry } from './telemetry.ts';

/** Says what a round of polling came to, where it is of interest: something ended, or not all could be read. */
export function reportPoll(
  source: string,
  { batch, problems, active, pages, ended, unknown, left }: PollResult,
  telemetry: Pick<Telemetry, 'info' | 'warn'>,
): void {
  const fields = { source, batch, active, pages, ended, unknown, left };
  if (problems.length > 0) telemetry.warn('OCP not polled in full', { ...fields, problems });
  else if (ended > 0) telemetry.info('OCP polled', fields);
}
