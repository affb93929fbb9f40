/** Values a log line may carry: never headers, bodies, or URLs with a query. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Where an edge writes what operators read. */
export interface Telemetry {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `cause` is what was thrown; only its redacted text is written. */
  error(message: string, cause: unknown, fields?: LogFields): void;
  /** Adds to a figure; dimensions must be few-valued. */
  count(name: string, value: number, dimensions?: Readonly<Record<string, string>>): void;
}
