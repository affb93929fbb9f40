import type { TokenStore } from '#shared/access/token-store.ts';
import { createAlertRevival } from '#shared/adapters/dynamodb/alert-revival.ts';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createAuditLog } from '#shared/adapters/dynamodb/audit-log.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createInhibitionStore } from '#shared/adapters/dynamodb/inhibition-store.ts';
import { createKnownRegister } from '#shared/adapters/dynamodb/known-register.ts';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import { createLedger } from '#shared/adapters/dynamodb/ledger.ts';
import { createPushSettingsStore } from '#shared/adapters/dynamodb/push-settings-store.ts';
import { createQuotaStore } from '#shared/adapters/dynamodb/quota-store.ts';
import { createSilenceStore } from '#shared/adapters/dynamodb/silence-store.ts';
import { createSilentAlertStore } from '#shared/adapters/dynamodb/silent-alert-store.ts';
import { createSourceMappings, type SourceMappingStore } from '#shared/adapters/dynamodb/source-mappings.ts';
import { createSourceRegister } from '#shared/adapters/dynamodb/source-register.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { createWatchStore } from '#shared/adapters/dynamodb/watch-store.ts';
import { createWatchdogsStore } from '#shared/adapters/dynamodb/watchdogs-store.ts';
import type { AlertStore } from '#shared/admission/alert-store.ts';
import type { AuditLog } from '#shared/audit/audit-log.ts';
import type { ChannelStore } from '#shared/channels/channel-store.ts';
import type { FormerChannels } from '#shared/channels/former-channels.ts';
import type { AlertRevival } from '#shared/dead-letters/alert-revival.ts';
import type { Ledger } from '#shared/delivery/ledger.ts';
import type { InhibitionStore } from '#shared/inhibition/inhibition-store.ts';
import type { SourceRegister } from '#shared/inhibition/source-register.ts';
import type { LaneStore } from '#shared/pacing/lane-store.ts';
import type { QuotaStore } from '#shared/pacing/quota-store.ts';
import type { KnownSources } from '#shared/receiving/known-sources.ts';
import type { PushSettingsStore } from '#shared/routing/push-settings-store.ts';
import type { SettingsStore } from '#shared/settings/settings-store.ts';
import type { SilenceStore } from '#shared/silences/silence-store.ts';
import type { SilentAlertStore } from '#shared/watchdogs/silent-alert-store.ts';
import type { WatchStore } from '#shared/watchdogs/watch-store.ts';
import type { Watchdogs } from '#shared/watchdogs/watchdogs.ts';
import type { EmbeddedTable } from './embedded-table.ts';

/** Everything that is kept in the table. */
export interface Stores {
  readonly alerts: AlertStore;
  readonly channels: ChannelStore;
  readonly lanes: LaneStore;
  readonly quotas: QuotaStore;
  readonly silences: SilenceStore;
  readonly inhibitions: InhibitionStore;
  readonly inhibiting: SourceRegister;
  readonly ledger: Ledger;
  readonly sources: KnownSources;
  readonly mappings: SourceMappingStore;
  readonly pushSettings: PushSettingsStore;
  readonly formerChannels: FormerChannels;
  readonly revival: AlertRevival;
  readonly tokens: TokenStore;
  readonly audit: AuditLog;
  readonly watchdogs: SettingsStore<Watchdogs>;
  readonly watches: WatchStore;
  readonly silentAlerts: SilentAlertStore;
}

/** No other process writes channels or silences here, so a list stays good until this one changes it; the time only bounds a mistake. */
const CHANNEL_CACHE_MS = 30_000;

/** The stores on the embedded table. */
export function createStores(table: Pick<EmbeddedTable, 'client' | 'tableName'>, now: () => number): Stores {
  return {
    alerts: createAlertStore(table),
    channels: createChannelStore({ ...table, cacheMs: CHANNEL_CACHE_MS, now }),
    lanes: withPlansInMemory(createLaneStore(table)),
    quotas: createQuotaStore(table),
    silences: createSilenceStore({ ...table, cacheMs: CHANNEL_CACHE_MS, now }),
    inhibitions: createInhibitionStore({ ...table, cacheMs: CHANNEL_CACHE_MS, now }),
    inhibiting: createSourceRegister(table),
    ledger: createLedger(table),
    sources: createKnownRegister(table, 'sources'),
    mappings: createSourceMappings({ ...table, cacheMs: CHANNEL_CACHE_MS, now }),
    pushSettings: createPushSettingsStore({ ...table, cacheMs: CHANNEL_CACHE_MS, now }),
    formerChannels: createKnownRegister(table, 'channels'),
    revival: createAlertRevival(table),
    tokens: createTokenStore(table),
    audit: createAuditLog(table, now),
    watchdogs: createWatchdogsStore({ ...table, cacheMs: CHANNEL_CACHE_MS, now }),
    watches: createWatchStore(table),
    silentAlerts: createSilentAlertStore(table),
  };
}

/**
 * The wake-ups are in this process, and join by themselves: which are planned
 * is remembered here and not in the table, which would remember timers that
 * are gone after a restart.
 */
function withPlansInMemory(lanes: LaneStore): LaneStore {
  const plannedAt = new Map<string, number>();

  return {
    ...lanes,
    async get(id) {
      const wakeAt = plannedAt.get(id);
      return { ...(await lanes.get(id)), ...(wakeAt === undefined ? {} : { wakeAt }) };
    },
    async planWake(id, atMs) {
      plannedAt.set(id, atMs);
      return 'plan';
    },
  };
}
