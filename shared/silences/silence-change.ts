import type { Change } from '../audit/audit-entry.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { Silence } from './silence.ts';

/** A silence that is made, as the audit has it: as the API shows it. */
export function silenceCreated(silence: Silence): Change {
  const { id, startsAt, endsAt, createdAt: _at, heldIn: _in, suppressedCount: _count, ...rest } = silence;
  const shown = { ...rest, startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() };
  return { what: 'silence-created', object: id, changes: fieldChanges(undefined, shown) };
}

/** A silence that is ended before its time. */
export function silenceEnded(id: string, atMs: number): Change {
  const endedAt = new Date(atMs).toISOString();
  return { what: 'silence-ended', object: id, changes: fieldChanges(undefined, { endedAt }) };
}
