import type { MetricName } from '#shared/config/metric-names.ts';

/** Values a log line may carry: never headers, bodies, or URLs with a query. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Where an edge writes what operators read. */
export interface Telemetry {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `cause` is what was thrown; only its redacted text is written. */
  error(message: string, cause: unknown, fields?: LogFields): void;
  /** Adds to a figure, or notes the value of one that is no count. */
  count(name: MetricName, value: number): void;
}
