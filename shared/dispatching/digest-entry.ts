import type { DigestEntry } from '../rendering/message.ts';
import type { Waiting } from './choose-entries.ts';

/** A waiting alert as a digest tells it. */
export function digestEntry({ entry, brief }: Waiting): DigestEntry {
  return {
    level: brief.level,
    name: brief.name,
    target: brief.target,
    status: brief.status,
    isNew: entry.told === undefined,
    since: entry.since,
  };
}
