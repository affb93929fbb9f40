import type { AlertState } from '#shared/admission/alert-item.ts';
import type { Alert } from '#shared/alert/alert.ts';
import type { AlertRow } from '#shared/delivery/alert-row.ts';
import type { Delivery, DeliveryDetail, DeliveryQuery, Page } from '#shared/delivery/ledger.ts';
import type { OutcomeKind } from '#shared/delivery/outcome.ts';
import type { FieldError } from '#shared/receiving/source.ts';
import type { EdgeDeps } from '../edge/app.ts';

/** A JSON object as an answer shows it, secrets masked. */
export type Shown = object;

/** A request body whose fields are wrong. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly errors: readonly FieldError[];
}

/** What a change of a channel came to. */
export type ChannelChange =
  | { readonly kind: 'saved'; readonly channel: Shown & { readonly name: string } }
  | Invalid
  | { readonly kind: 'name-taken' }
  | { readonly kind: 'unknown-channel' }
  | { readonly kind: 'changed-meanwhile' };

/** What removing a channel came to. */
export type ChannelRemoval =
  | { readonly kind: 'removed' }
  | { readonly kind: 'unknown-channel' }
  /** Another channel falls back on it, or alerts wait in it; `detail` says which. */
  | { readonly kind: 'in-use'; readonly detail: string };

/** Channels as the API manages them. Inputs are bodies as they came, not yet validated. */
export interface ChannelAdmin {
  /** By name, ascending. */
  list(): Promise<readonly (Shown & { readonly name: string })[]>;
  get(name: string): Promise<Shown | undefined>;
  create(input: unknown): Promise<ChannelChange>;
  replace(name: string, input: unknown): Promise<ChannelChange>;
  remove(name: string): Promise<ChannelRemoval>;
}

/** What the robot said to a test message. */
export interface TestVerdict {
  readonly outcome: OutcomeKind;
  /** Tells DNS, refused, proxy, TLS and timeout apart. */
  readonly reason: string;
  readonly errcode: number | null;
  readonly errmsg: string;
}

/** What a test came to. A robot's refusal is a verdict too. */
export type TestResult =
  | { readonly kind: 'verdict'; readonly verdict: TestVerdict }
  | Invalid
  | { readonly kind: 'unknown-channel' };

/** What a preview came to. */
export type PreviewResult = { readonly kind: 'rendered'; readonly preview: Shown } | Invalid;

/** Which alerts to list. */
export interface AlertQuery {
  readonly channel?: string;
  readonly state?: AlertState;
  /** The alert's name, exactly. */
  readonly name?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** One thing that happened to an alert. Times in ms. */
export interface StoryEntry {
  readonly at: number;
  readonly what: string;
  readonly channel: string;
  /** The message it was told in. */
  readonly delivery: string | null;
  readonly reason: string;
}

/** What is known of one alert. */
export type AlertStory =
  | {
      readonly kind: 'found';
      readonly alert: Alert;
      /** Its ledger rows, one per channel. */
      readonly rows: readonly AlertRow[];
      /** Oldest first. */
      readonly story: readonly StoryEntry[];
    }
  | { readonly kind: 'unknown-alert' }
  /** Several sources use this id. */
  | { readonly kind: 'ambiguous'; readonly sources: readonly string[] };

/** State of one robot in one channel; never its URL. Times in ms. */
export interface RobotRow {
  readonly channel: string;
  readonly robot: string;
  readonly sentLastMinute: number;
  readonly limit: number;
  readonly mutedUntil: number | null;
  readonly monthCount: number;
  readonly monthlyQuota: number | null;
  readonly health: string;
  /** What to do about it; empty when nothing. */
  readonly advice: string;
}

/** Whether the parts answer. */
export interface Health {
  readonly store: 'ok' | 'dead';
  readonly dispatcher: 'ok' | 'dead';
}

/** What administering needs of the world. */
export interface AdminDeps extends EdgeDeps {
  readonly channels: ChannelAdmin;
  readonly sendTest: (channel: string) => Promise<TestResult>;
  /** Tests a channel that is not saved. */
  readonly sendTestDraft: (input: unknown) => Promise<TestResult>;
  readonly preview: (input: unknown) => Promise<PreviewResult>;
  /** Newest first. Throws `InvalidCursorError` for a cursor that no list gave. */
  readonly listDeliveries: (query: DeliveryQuery) => Promise<Page<Delivery>>;
  readonly getDelivery: (id: string) => Promise<DeliveryDetail | undefined>;
  /** Throws `InvalidCursorError` for a cursor that no list gave. */
  readonly listAlerts: (query: AlertQuery) => Promise<Page<AlertRow>>;
  readonly alertStory: (id: string, source?: string) => Promise<AlertStory>;
  readonly robots: () => Promise<readonly RobotRow[]>;
  readonly health: () => Promise<Health>;
}
