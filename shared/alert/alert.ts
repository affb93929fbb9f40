import type { Level } from './level.ts';

/** Whether the trouble lasts or is over. */
export type AlertStatus = 'firing' | 'resolved';

/**
 * One alert as every part of the relay knows it, whatever format it came in.
 *
 * Text fields are never undefined: an absent one is the empty string, so that
 * templates and keys need no second case. Times are RFC 3339 with an offset.
 */
export interface Alert {
  /** The sender's own id, or the fingerprint when the sender gave none. The ledger shows it. */
  readonly id: string;
  /** Who sent it: the `?source=` name, else the kind of source (`native`, `ocp`, `alertmanager`). */
  readonly source: string;
  readonly name: string;
  readonly level: Level;
  readonly status: AlertStatus;
  /** What it is about: host, cluster, service; for OCP its `key=value:key=value` target. */
  readonly target: string;
  readonly summary: string;
  readonly description: string;
  /** When the trouble began, according to the sender. It names the episode. */
  readonly activeAt?: string;
  readonly updatedAt?: string;
  readonly resolvedAt?: string;
  /** Link to the alert at its source. */
  readonly url?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The source's own idea of what belongs in one message; used by the default `groupBy`. */
  readonly group?: string;
  /** Set when the source says it was masked there: it is recorded as suppressed, never sent. */
  readonly masked?: 'silenced' | 'inhibited';
  /** People its sender wants named whenever it is told. */
  readonly people?: People;
  /** Set when it came as a message for a robot. */
  readonly verbatim?: Verbatim;
}

/** People by what a chat product knows them by. */
export interface People {
  readonly mobiles: readonly string[];
  /** Of this product only: another does not know them. */
  readonly userIds: readonly string[];
  readonly product: Verbatim['product'];
  readonly all: boolean;
}

/** A message as its sender made it for a chat product's robot. */
export interface Verbatim {
  readonly product: 'dingtalk' | 'wecom';
  /** The request's body, JSON of at most `MAX_VERBATIM_BYTES`; empty where it was more. */
  readonly body: string;
}

/** The most bytes of a message that are kept as they came; DingTalk takes no more. */
export const MAX_VERBATIM_BYTES = 20_000;

/** An alert as a source parses it: the receiver adds source and identity. */
export type ParsedAlert = Omit<Alert, 'id' | 'source'> & { readonly id?: string; readonly source?: string };
