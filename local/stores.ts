import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import { createLedger } from '#shared/adapters/dynamodb/ledger.ts';
import type { AlertStore } from '#shared/admission/alert-store.ts';
import type { ChannelStore } from '#shared/channels/channel-store.ts';
import type { Ledger } from '#shared/delivery/ledger.ts';
import type { LaneStore } from '#shared/pacing/lane-store.ts';
import type { KnownSources } from '#shared/receiving/known-sources.ts';
import type { EmbeddedTable } from './embedded-table.ts';

/** Everything that is kept in the table. */
export interface Stores {
  readonly alerts: AlertStore;
  readonly channels: ChannelStore;
  readonly lanes: LaneStore;
  readonly ledger: Ledger;
  readonly sources: KnownSources;
}

/** No other process writes channels here, so a list stays good until this one changes it; the time only bounds a mistake. */
const CHANNEL_CACHE_MS = 30_000;

/** The stores on the embedded table. */
export function createStores(table: Pick<EmbeddedTable, 'client' | 'tableName'>, now: () => number): Stores {
  return {
    alerts: createAlertStore(table),
    channels: createChannelStore({ ...table, cacheMs: CHANNEL_CACHE_MS, now }),
    lanes: {
      ...createLaneStore(table),
      // The wake-ups are in this process, and join by themselves: no need to remember in the table
      // which are planned, and wrong after a restart, when the table remembers timers that are gone.
      planWake: async () => 'plan',
    },
    ledger: createLedger(table),
    sources: createKnownRegister(table, 'sources'),
  };
}
