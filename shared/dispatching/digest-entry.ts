import { levelNumber } from '../alert/level.ts';
import type { DigestEntry } from '../rendering/message.ts';
import type { Waiting } from './choose-entries.ts';
import { isQuietEnd } from './quiet-ends.ts';

/** What is put off counts as waiting from a moment before it is due again, so that a look takes such alerts together. */
export function isPutOff({ since, due }: Waiting['entry']): boolean {
  return since === due.atMs - 1;
}

/** A waiting alert as a digest tells it: by what the index holds, without reading its item. */
export function digestEntry(waiting: Waiting): DigestEntry {
  const { entry, brief } = waiting;
  const { told, toldLevel, since, due } = entry;
  const rose =
    brief.status === 'firing' && told === 'firing' && toldLevel !== undefined && levelNumber(brief.level) < toldLevel;

  return {
    level: brief.level,
    name: brief.name,
    target: brief.target,
    status: brief.status,
    isNew: told === undefined || isQuietEnd(waiting),
    since,
    ...(isPutOff(entry) ? { isPutOff: true } : {}),
    ...(rose ? { rose } : {}),
    ...(due.flapping === true ? { flapping: true } : {}),
  };
}
