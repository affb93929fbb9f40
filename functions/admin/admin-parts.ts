import type { TokenPorts } from '#shared/access/manage-tokens.ts';
import type { AlertStore } from '#shared/admission/alert-store.ts';
import type { AuditPorts } from '#shared/audit/audit.ts';
import type { AuditLog } from '#shared/audit/audit-log.ts';
import type { ChannelStore } from '#shared/channels/channel-store.ts';
import type { FormerChannels } from '#shared/channels/former-channels.ts';
import type { ManagePorts } from '#shared/channels/manage-ports.ts';
import type { AlertRevival } from '#shared/dead-letters/alert-revival.ts';
import type { Ledger } from '#shared/delivery/ledger.ts';
import type { TestPorts } from '#shared/dispatching/send-test.ts';
import type { InhibitionStore } from '#shared/inhibition/inhibition-store.ts';
import type { LaneStore } from '#shared/pacing/lane-store.ts';
import type { QuotaStore } from '#shared/pacing/quota-store.ts';
import type { KnownSources } from '#shared/receiving/known-sources.ts';
import type { PushSettingsStore } from '#shared/routing/push-settings-store.ts';
import type { SettingsStore } from '#shared/settings/settings-store.ts';
import type { SilenceStore } from '#shared/silences/silence-store.ts';
import type { WatchStore } from '#shared/watchdogs/watch-store.ts';
import type { Watchdogs } from '#shared/watchdogs/watchdogs.ts';
import type { EdgeDeps } from '../edge/app.ts';
import type { Health } from './deps.ts';

/** What is kept in the table, as far as administering looks at it. */
export interface AdminStores {
  readonly alerts: Pick<AlertStore, 'page' | 'read'>;
  readonly channels: Pick<ChannelStore, 'list' | 'listFresh'>;
  readonly lanes: Pick<LaneStore, 'get' | 'readManifest'>;
  readonly quotas: Pick<QuotaStore, 'get'>;
  readonly ledger: Pick<Ledger, 'list' | 'get' | 'ofMessage'>;
  readonly sources: Pick<KnownSources, 'list'>;
  readonly formerChannels: FormerChannels;
  readonly revival: AlertRevival;
  readonly silences: SilenceStore;
  readonly inhibitions: InhibitionStore;
  readonly audit: AuditLog;
  readonly pushSettings: PushSettingsStore;
  readonly watchdogs: SettingsStore<Watchdogs>;
  readonly watches: Pick<WatchStore, 'list'>;
}

/** What administering is made of, in whichever home. Who changes something, and so the audit, comes with each caller. */
export interface AdminParts extends EdgeDeps {
  readonly stores: AdminStores;
  readonly manage: Omit<ManagePorts, 'audit'>;
  readonly test: TestPorts;
  readonly tokens: Omit<TokenPorts, 'audit'>;
  readonly randomId: AuditPorts['randomId'];
  readonly health: () => Promise<Health>;
}
