/** One thing that somebody asked to do, and whether it was allowed. */
export interface Use {
  /** Name of a role, or a service that asks in its own name. */
  readonly who: string;
  readonly action: string;
  readonly resource: string;
  /** What conditions look at: partition keys, the services through which a key is used, the ARN of a rule. */
  readonly keys: readonly string[];
  readonly allowed: boolean;
}
