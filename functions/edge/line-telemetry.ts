import { describeError } from './describe-error.ts';
import type { LogFields, Telemetry } from './telemetry.ts';

/**
 * Telemetry as JSON lines, for one machine: each line goes to `write` with its
 * time. Figures are not written; the API has them.
 */
export function lineTelemetry(write: (line: string) => void, now: () => number): Telemetry {
  const line = (level: string, message: string, fields: LogFields = {}): void =>
    write(JSON.stringify({ time: new Date(now()).toISOString(), level, message, ...fields }));

  return {
    info: (message, fields) => line('info', message, fields),
    warn: (message, fields) => line('warn', message, fields),
    error: (message, cause, fields) => {
      const { error, message: words, at } = describeError(cause);
      line('error', message, { ...fields, error, cause: words, at });
    },
    count: () => {},
  };
}
