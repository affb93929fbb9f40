import type { AlertStore } from '../admission/alert-store.ts';
import type { SecretStore } from '../channels/secret-store.ts';
import type { AttemptPorts } from '../delivery/attempt.ts';
import type { Ledger } from '../delivery/ledger.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { InhibitionReader } from '../inhibition/inhibition-store.ts';
import type { SourceReader } from '../inhibition/source-register.ts';
import type { OperatorEvent, OperatorHook } from '../notices/operator-hook.ts';
import type { LaneStore } from '../pacing/lane-store.ts';
import type { QuotaThreshold } from '../pacing/quota.ts';
import type { QuotaStore } from '../pacing/quota-store.ts';
import type { MessageKind } from '../rendering/message.ts';
import type { RuleBook } from '../routing/rule-book.ts';
import type { SilenceReader, SilenceTally } from '../silences/silence-store.ts';
import type { KeepPorts } from './acknowledge-message.ts';
import type { ChannelPorts } from './channels-for.ts';
import type { SecretFollower } from './lane-secret.ts';
import type { WakeUps } from './wake-ups.ts';

/** Something the dispatcher did, for log and metrics. Holds no secret and no alert text. */
export type DispatchEvent =
  | {
      readonly kind: 'attempted';
      readonly lane: string;
      readonly channel: string;
      readonly robot: string;
      readonly message: MessageKind;
      readonly outcome: Outcome;
      readonly alertCount: number;
      readonly latencyMs: number;
    }
  /** Alerts that a silence holds back, each the first time it does. */
  | { readonly kind: 'silenced'; readonly channel: string; readonly silence: string; readonly alertCount: number }
  /** Alerts that another one, which fires, holds back by a rule; each the first time it does. */
  | { readonly kind: 'inhibited'; readonly channel: string; readonly by: string; readonly alertCount: number }
  | { readonly kind: 'buried'; readonly channel: string; readonly alertCount: number; readonly reason: string }
  /** Alerts that a push rule keeps from being told now, for good or until later. */
  | {
      readonly kind: 'held-by-rule';
      readonly channel: string;
      readonly rule: string;
      readonly reason: string;
      readonly until: 'never' | 'later';
      readonly alertCount: number;
    }
  | { readonly kind: 'template-fallback'; readonly channel: string; readonly reason: string }
  /** The month's quota of a pool passed a share of it, in percent. */
  | { readonly kind: 'quota'; readonly pool: string; readonly level: QuotaThreshold }
  /** People are told that a source is silent, or was. */
  | { readonly kind: 'source-silent' | 'source-spoke'; readonly source: string; readonly silentMs: number }
  /** Alerts that fire without a word: people were told of them, or they were closed. */
  | {
      readonly kind: 'alerts-silent';
      readonly channel: string;
      readonly what: 'named' | 'closed';
      readonly alertCount: number;
    }
  /** A message with the canary's alert in it was delivered. */
  | { readonly kind: 'canary'; readonly channel: string }
  /** Too many mentions wait for their robots: the oldest is given up. */
  | { readonly kind: 'mention-dropped'; readonly channel: string; readonly robot: string }
  | { readonly kind: 'reclaimed'; readonly lane: string }
  | { readonly kind: 'frozen'; readonly lane: string; readonly forMs: number }
  /** Our clock is ahead of the robot's by this much (ms), behind when negative. */
  | { readonly kind: 'clock-skew'; readonly lane: string; readonly skewMs: number }
  /** A channel, or the operator, could not be told of something that happened. */
  | {
      readonly kind: 'not-announced';
      readonly about: OperatorEvent['kind'] | 'alerts-silent';
      readonly whom: string;
      readonly error: unknown;
    };

/** What dispatching needs of the world. */
export interface DispatchPorts extends AttemptPorts, KeepPorts, ChannelPorts {
  readonly alerts: AlertStore;
  readonly lanes: LaneStore;
  readonly quotas: QuotaStore;
  readonly secrets: SecretStore;
  /** Follows refs to named secrets; absent where there are none. */
  readonly named?: SecretFollower;
  /** The push rules that alerts remember, at most ten seconds old. Asked only when one does. */
  pushRules(): Promise<RuleBook>;
  readonly ledger: Ledger;
  readonly wakeUps: WakeUps;
  readonly silences: SilenceReader & SilenceTally;
  readonly inhibitions: InhibitionReader;
  readonly inhibiting: SourceReader;
  /** Ms of a clock that never jumps. */
  monotonic(): number;
  /** 0 to 1. */
  random(): number;
  /** At least 8 random characters of 0-9a-z. */
  randomId(): string;
  /** Where people reach the relay, without a slash at the end; messages then link to the list of their alerts. */
  readonly publicUrl?: string;
  /** Tells whoever runs the relay. */
  readonly operator: OperatorHook;
  observe(event: DispatchEvent): void;
}
