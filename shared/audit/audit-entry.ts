import type { FieldChange } from './field-changes.ts';

/** Everything a person or a file can change. */
export const AUDIT_WORDS = [
  'channel-created',
  'channel-replaced',
  'channel-deleted',
  /** A file that set it up is no more, and it could not be removed yet. */
  'channel-handed-over',
  'sources-replaced',
  'push-settings-replaced',
  'token-created',
  'token-rotated',
  'token-revoked',
  'dead-letter-replayed',
  'dead-letters-replayed',
  'inhibitions-replaced',
  'silence-created',
  'silence-ended',
  'watchdogs-replaced',
] as const;

/** What was changed. */
export type AuditWord = (typeof AUDIT_WORDS)[number];

/** Who changed it. */
export type Actor =
  /** The holder of a token made over the API. */
  | { readonly kind: 'token'; readonly name: string; readonly id: string }
  /** The holder of one of the first tokens, which are named by what they are for. */
  | { readonly kind: 'first-token'; readonly name: string }
  /** `tocsin.yaml`, at a deployment or at the start of one machine. */
  | { readonly kind: 'file'; readonly name: string };

/** What is to be changed. No secret is in it. */
export interface Change {
  readonly what: AuditWord;
  /** Which channel, token, dead letter …: its name or id. */
  readonly object: string;
  readonly changes: readonly FieldChange[];
}

/**
 * What came of it. `unknown`: it was about to be made, and nobody wrote down the end; whether it was made, only the
 * object itself can tell.
 */
export const AUDIT_OUTCOMES = ['done', 'not-done', 'unknown'] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** One change, and what came of it. */
export interface AuditEntry extends Change {
  /** Begins with its time, so that the order of ids is that of time; see audit-id.ts. */
  readonly id: string;
  /** Ms since the epoch. */
  readonly at: number;
  readonly who: Actor;
  readonly outcome: AuditOutcome;
}
