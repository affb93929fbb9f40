import type { Page } from '../delivery/ledger.ts';
import type { AuditEntry, AuditOutcome } from './audit-entry.ts';

/** Which entries to list; what is absent does not matter. */
export interface AuditQuery {
  /** Not before, ms. */
  readonly since?: number;
  /** Not after, ms. */
  readonly until?: number;
  /** A kind, a name or an id of an actor. */
  readonly who?: string;
  readonly what?: string;
  readonly object?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Where changes are written down, for a year. */
export interface AuditLog {
  /** Writes an entry; throws when it can't, and then nothing may be changed. */
  begin(entry: AuditEntry): Promise<void>;
  /** Writes down what came of one. */
  end(id: string, outcome: Exclude<AuditOutcome, 'unknown'>): Promise<void>;
  /** Newest first. Throws `InvalidCursorError` for a cursor that is none of its own. */
  list(query: AuditQuery): Promise<Page<AuditEntry>>;
}
