import type { SettingsStore } from '../settings/settings-store.ts';
import { NOTE_EVERY_MS } from './decide-watch.ts';
import type { WatchStore } from './watch-store.ts';
import { heardSources, NO_WATCHDOGS, type Watchdogs } from './watchdogs.ts';

/** Hears sources speak. */
export interface Hearing {
  /** Notes that these spoke, those of them that are watched. Never throws: an alert must not be lost over it. */
  note(sources: readonly string[]): Promise<void>;
  /** Notes that one spoke; throws when the table does not take it. */
  hear(source: string): Promise<'heard' | 'not-watched'>;
}

/** What hearing needs of the world. */
export interface HearPorts {
  readonly watchdogs: Pick<SettingsStore<Watchdogs>, 'read'>;
  readonly watches: Pick<WatchStore, 'hear'>;
  now(): number;
  logFailure(error: unknown): void;
}

/**
 * The hearing of a process. Writes at most once a minute for each source that
 * is watched, whatever comes of it, and nothing for any other.
 */
export function createHearing({ watchdogs, watches, now, logFailure }: HearPorts): Hearing {
  const notedAt = new Map<string, number>();
  const watchedOnes = async () => new Set(heardSources((await watchdogs.read())?.settings ?? NO_WATCHDOGS));

  const write = async (source: string): Promise<void> => {
    const [before, nowMs] = [notedAt.get(source), now()];
    if (before !== undefined && nowMs - before < NOTE_EVERY_MS) return;
    // Before the write, so that requests beside this one need not make it too.
    notedAt.set(source, nowMs);
    try {
      await watches.hear(source, nowMs);
    } catch (error) {
      if (notedAt.get(source) === nowMs) notedAt.delete(source);
      throw error;
    }
  };

  return {
    async note(sources) {
      try {
        const watched = await watchedOnes();
        await Promise.all([...new Set(sources)].filter((source) => watched.has(source)).map(write));
      } catch (error) {
        logFailure(error);
      }
    },
    async hear(source) {
      if (!(await watchedOnes()).has(source)) return 'not-watched';
      await write(source);
      return 'heard';
    },
  };
}
