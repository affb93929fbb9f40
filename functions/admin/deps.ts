import type { ApiToken } from '#shared/access/api-token.ts';
import type { Caller } from '#shared/access/decide-access.ts';
import type {
  CreateTokenResult,
  NewToken,
  RevokeTokenResult,
  RotateTokenResult,
} from '#shared/access/manage-tokens.ts';
import type { Rotation } from '#shared/access/rotate-token.ts';
import type { AuditEntry } from '#shared/audit/audit-entry.ts';
import type { AuditQuery } from '#shared/audit/audit-log.ts';
import type { Channel, Language } from '#shared/channels/channel.ts';
import type { CreateResult, Invalid, RemoveResult, ReplaceResult } from '#shared/channels/manage-ports.ts';
import type { DeadLetter } from '#shared/dead-letters/dead-letter.ts';
import type { DeadLetterFilter } from '#shared/dead-letters/dead-letter-filter.ts';
import type { DeadLetterQuery } from '#shared/dead-letters/list-dead-letters.ts';
import type { Replayed, ReplayResult } from '#shared/dead-letters/replay.ts';
import type { AlertRow } from '#shared/delivery/alert-row.ts';
import type { AlertStory } from '#shared/delivery/alert-story.ts';
import type { CountQuery, DeliveryCount } from '#shared/delivery/count-deliveries.ts';
import type { FoundAlert } from '#shared/delivery/find-alert.ts';
import type { Delivery, DeliveryDetail, DeliveryQuery, Page } from '#shared/delivery/ledger.ts';
import type { AlertListQuery } from '#shared/delivery/list-alerts.ts';
import type { TestVerdict } from '#shared/dispatching/send-test.ts';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import type { ReplaceInhibitionsResult } from '#shared/inhibition/manage-inhibitions.ts';
import type { RobotStatus } from '#shared/pacing/robot-status.ts';
import type { ExplainedRule } from '#shared/routing/explain.ts';
import type { PushLimits, PushSettings } from '#shared/routing/push-settings.ts';
import type { Subject } from '#shared/routing/subject.ts';
import type { ReplaceSettingsResult } from '#shared/settings/replace-settings.ts';
import type { CreateSilenceResult, EndSilenceResult } from '#shared/silences/manage-silences.ts';
import type { Silence } from '#shared/silences/silence.ts';
import type { ReplaceWatchdogsResult } from '#shared/watchdogs/manage-watchdogs.ts';
import type { SourceStatus } from '#shared/watchdogs/source-status.ts';
import type { Watchdogs } from '#shared/watchdogs/watchdogs.ts';
import type { EdgeDeps } from '../edge/app.ts';

/** Channels as the API manages them. Inputs are bodies as they came, not yet validated. */
export interface ChannelAdmin {
  /** By name, ascending; as the table has them now. */
  list(): Promise<readonly Channel[]>;
  get(name: string): Promise<Channel | undefined>;
  create(input: unknown): Promise<CreateResult>;
  replace(name: string, input: unknown): Promise<ReplaceResult>;
  remove(name: string): Promise<RemoveResult>;
}

/** What a test came to. A robot's refusal is a verdict too. */
export type TestResult =
  | { readonly kind: 'verdict'; readonly verdict: TestVerdict }
  | Invalid
  | { readonly kind: 'not-found' };

/** Whether the parts answer. */
export interface Health {
  readonly store: 'ok' | 'dead';
  readonly dispatcher: 'ok' | 'dead';
}

/** Dead letters as the API shows and replays them. */
export interface DeadLetterAdmin {
  /** Throws `InvalidCursorError` for a cursor that no list gave. */
  list(query: DeadLetterQuery): Promise<Page<DeadLetter>>;
  replay(id: string): Promise<ReplayResult>;
  /** Throws `InvalidCursorError` for a cursor that no replay gave. A channel that was deleted is known as long as its alerts may be there. */
  replayMatching(filter: DeadLetterFilter & { readonly cursor?: string }): Promise<Replayed | 'unknown-channel'>;
}

/** API tokens as the API manages them. */
export interface TokenAdmin {
  list(): Promise<readonly ApiToken[]>;
  create(wanted: NewToken): Promise<CreateTokenResult>;
  rotate(id: string, wanted: Omit<Rotation, 'hash'>): Promise<RotateTokenResult>;
  /** `callerId`: the token of the request, when it was made over the API. */
  revoke(id: string, callerId: string | undefined): Promise<RevokeTokenResult>;
}

/** What a rule adds to how its channels take an alert. */
export interface ShownTerms {
  readonly window: 'open' | 'held' | 'dropped';
  /** When a held alert is due, RFC 3339. */
  readonly until: string | null;
  readonly recovery: 'as-channel' | 'off';
  /** How much the rule tells the channel; null: all. */
  readonly limits: PushLimits | null;
  /** In which language; null: the channel's. */
  readonly language: Language | null;
}

/** Where an alert goes, and what each rule has to do with it. */
export interface PushExplanation {
  readonly channels: readonly (ShownTerms & {
    readonly channel: string;
    readonly state: 'enabled' | 'disabled' | 'missing';
    readonly rule: string | null;
    readonly why: 'rule' | 'default-channel' | 'no-settings';
  })[];
  readonly rules: readonly (ShownTerms & Omit<ExplainedRule, 'terms'>)[];
}

/** Push settings as the API manages them. */
export interface PushAdmin {
  /** As the table has them now. */
  show(): Promise<PushSettings>;
  /** The input is a body as it came, not yet validated. */
  replace(input: unknown): Promise<ReplaceSettingsResult<PushSettings>>;
  explain(alert: Subject, atMs: number): Promise<PushExplanation>;
}

/** Inhibition rules as the API manages them. */
export interface InhibitionAdmin {
  /** As the table has them now. */
  show(): Promise<readonly InhibitionRule[]>;
  /** The input is a body as it came, not yet validated. */
  replace(input: unknown): Promise<ReplaceInhibitionsResult>;
}

/** Watchdogs as the API manages them. */
export interface WatchdogAdmin {
  /** As the table has them now. */
  show(): Promise<Watchdogs>;
  /** The input is a body as it came, not yet validated. */
  replace(input: unknown): Promise<ReplaceWatchdogsResult>;
  /** How the watched sources are now. */
  sources(): Promise<readonly SourceStatus[]>;
}

/** A page of alerts, or what it was asked about that there is not. */
export type AlertListing = Page<AlertRow> | 'unknown-delivery' | 'unknown-silence';

/** Silences as the API manages them. */
export interface SilenceAdmin {
  /** All that are kept, by their planned end. */
  list(): Promise<readonly Silence[]>;
  get(id: string): Promise<Silence | undefined>;
  /** `author` is who asks, where the input names nobody. */
  create(input: unknown, author: string): Promise<CreateSilenceResult>;
  end(id: string): Promise<EndSilenceResult>;
}

/** What administering needs of the world. */
export interface AdminDeps extends EdgeDeps {
  /** The same as a caller has it: within the bounds of his token, and in his name. */
  readonly as: (caller: Caller) => AdminDeps;
  readonly channels: ChannelAdmin;
  /** Tests the robot of that name, else the first. */
  readonly sendTest: (channel: string, robot?: string) => Promise<TestResult>;
  /** Tests a channel that is not saved. */
  readonly sendTestDraft: (input: unknown, robot?: string) => Promise<TestResult>;
  /** Newest first. Throws `InvalidCursorError` for a cursor that no list gave. */
  readonly listDeliveries: (query: DeliveryQuery) => Promise<Page<Delivery>>;
  /** Newest first. Throws `InvalidCursorError` for a cursor that no count gave. */
  readonly countDeliveries: (query: CountQuery) => Promise<Page<DeliveryCount>>;
  readonly getDelivery: (id: string) => Promise<DeliveryDetail | undefined>;
  /** Throws `InvalidCursorError` for a cursor that no list gave. */
  readonly listAlerts: (query: AlertListQuery) => Promise<AlertListing>;
  readonly alertStory: (id: string, source?: string) => Promise<AlertStory>;
  /** The alert alone, without its story. */
  readonly findAlert: (id: string, source?: string) => Promise<FoundAlert>;
  readonly deadLetters: DeadLetterAdmin;
  readonly pushSettings: PushAdmin;
  readonly inhibitions: InhibitionAdmin;
  readonly tokens: TokenAdmin;
  /** Newest first. Throws `InvalidCursorError` for a cursor that no list gave. */
  readonly audit: (query: AuditQuery) => Promise<Page<AuditEntry>>;
  readonly silences: SilenceAdmin;
  readonly watchdogs: WatchdogAdmin;
  readonly robots: () => Promise<readonly RobotStatus[]>;
  readonly health: () => Promise<Health>;
}
