import type { Change } from '../audit/audit-entry.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';

/** Telling one dead letter after all, as the audit has it. */
export function replayOfOne(id: string, channel: string): Change {
  return { what: 'dead-letter-replayed', object: id, changes: fieldChanges(undefined, { channel }) };
}

/** Telling those a filter means: the filter stands in the place of what is changed; each alert's story names its replay. */
export function replayOfMany({ since, until, ...words }: DeadLetterFilter): Change {
  const { channel } = words;
  const filter = {
    ...words,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };

  return { what: 'dead-letters-replayed', object: channel ?? 'all channels', changes: fieldChanges(undefined, filter) };
}
