import type { Telemetry } from '#functions/edge/telemetry.ts';
import type { EmbeddedTable } from './embedded-table.ts';
import { deleteExpired } from './expired-items.ts';
import { type Periodic, startPeriodic } from './periodic.ts';
import { now, sleep, startTimer } from './surroundings.ts';

/** Expired items are looked for this often, with this pause between two pages, ms. */
const PURGE_EVERY_MS = 3600_000;
const PURGE_FIRST_AFTER_MS = 300_000;
const PURGE_PAUSE_MS = 200;

/** Deletes expired items for ever; stopping ends a search between two pages. */
export function startPurge(table: EmbeddedTable, telemetry: Telemetry): Periodic {
  let stopped = false;
  const purge = startPeriodic({
    startTimer,
    firstAfterMs: PURGE_FIRST_AFTER_MS,
    everyMs: PURGE_EVERY_MS,
    run: async () => {
      const pause = async () => {
        await sleep(PURGE_PAUSE_MS);
        return !stopped;
      };
      const deleted = await deleteExpired({ ...table, nowMs: now(), pause });
      if (deleted > 0) telemetry.info('expired items deleted', { deleted });
    },
    onError: (error) => telemetry.error('expired items not deleted', error),
  });

  return {
    stop: () => {
      stopped = true;
      return purge.stop();
    },
  };
}
