import type { Caller } from '../access/decide-access.ts';
import type { Actor, Change } from './audit-entry.ts';
import { auditId } from './audit-id.ts';
import type { AuditLog } from './audit-log.ts';

/**
 * Makes a change, and writes down that it is made. A use case that changes
 * something calls this around the write, and has no other way to it.
 */
export type Audit = <T>(change: Change, make: () => Promise<T>, isMade?: (result: T) => boolean) => Promise<T>;

/** What writing down needs of the world. */
export interface AuditPorts {
  readonly audit: Pick<AuditLog, 'begin' | 'end'>;
  /** Characters of 0-9a-z that nobody can guess. */
  randomId(): string;
  now(): number;
  logFailure(error: unknown): void;
}

/**
 * Audit of what one actor does:
 *
 *   written down, as not known to be made → change → written down what came of it
 *        │ fails: nothing is changed            │ fails: unknown      │ fails: unknown
 *
 * So there is no change without an entry, whoever dies; and an entry without a
 * known change says so.
 */
export function auditOf(who: Actor, { audit, randomId, now, logFailure }: AuditPorts): Audit {
  return async (change, make, isMade = () => true) => {
    const at = now();
    const id = auditId(at, randomId());
    await audit.begin({ ...change, id, at, who, outcome: 'unknown' });
    const result = await make();
    // The change stands whatever becomes of this; its entry is there.
    await audit.end(id, isMade(result) ? 'done' : 'not-done').catch(logFailure);

    return result;
  };
}

/** Who calls, as the audit names them. */
export function actorOf({ name, id }: Caller): Actor {
  return id === undefined ? { kind: 'first-token', name } : { kind: 'token', name, id };
}

/** Whoever applies a file. */
export const FILE_ACTOR: Actor = { kind: 'file', name: 'tocsin.yaml' };
