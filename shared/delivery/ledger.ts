import type { MessageKind } from '../rendering/message.ts';
import type { DeliveryFilter } from './delivery-filter.ts';
import type { OutcomeKind } from './outcome.ts';

/** One attempt to send one message, as `GET /v1/deliveries` lists it. Times in ms. */
export interface Delivery {
  /** Embeds time and key, see delivery-id.ts. */
  readonly id: string;
  readonly channel: string;
  readonly robot: string;
  readonly kind: MessageKind;
  readonly outcome: OutcomeKind;
  readonly reason: string;
  readonly errcode: number | null;
  readonly errmsg: string;
  readonly attempt: number;
  readonly at: number;
  readonly latencyMs: number;
  /** Distinct alerts in the message. */
  readonly alertCount: number;
}

/** A delivery with the message as it was sent and the alerts in it. */
export interface DeliveryDetail extends Delivery {
  readonly format: 'markdown' | 'text';
  readonly title: string;
  readonly text: string;
  /** Why the channel's own template was not used, when it was not. */
  readonly fellBack?: string;
  /** Which template the message was made with: `own/single/zh_CN/5f2c1a90`. Absent where none was, and of deliveries before this was kept. */
  readonly template?: string;
  /** What the list of all its alerts is written under, where that is not the message's id. */
  readonly manifestOf?: string;
  /** Ids of the alerts in it, at most 50; `alertCount` is the true number. */
  readonly alerts: readonly string[];
}

/** Which deliveries to list. */
export interface DeliveryQuery extends DeliveryFilter {
  readonly limit: number;
  readonly cursor?: string;
}

/** One page of a list; the end is `cursor: null`. With a cursor it may hold few items or none: what it read did not match. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor: string | null;
}

/** The record of attempts, kept 90 days. */
export interface Ledger {
  record(delivery: DeliveryDetail): Promise<void>;
  /** Newest first. Throws `InvalidCursorError` for a cursor that is none of its own. */
  list(query: DeliveryQuery): Promise<Page<Delivery>>;
  get(id: string): Promise<DeliveryDetail | undefined>;
  /** All attempts of a message, in all channels it speaks for, in any order; none for an id nothing is recorded under. */
  ofMessage(message: string): Promise<readonly DeliveryDetail[]>;
}

/** A cursor that no list of ours gave. */
export class InvalidCursorError extends Error {
  override name = 'InvalidCursorError' as const;
}
