import type { MessageDraft, MessageKind } from '../rendering/message.ts';
import { deliveryId } from './delivery-id.ts';
import type { DeliveryDetail } from './ledger.ts';
import type { Outcome } from './outcome.ts';

/** An attempt, about to be recorded. */
export interface AttemptRecord {
  readonly messageId: string;
  readonly attempt: number;
  readonly kind: MessageKind;
  readonly robot: string;
  readonly outcome: Outcome;
  readonly at: number;
  readonly latencyMs: number;
  readonly draft: MessageDraft;
  readonly fellBack?: string;
  /** Which template spoke. */
  readonly template?: string;
  /** What the list of its alerts is written under, where that is not the message's id. */
  readonly manifestOf?: string;
  /** What the message holds, by channel; several when they share the robot. */
  readonly channels: readonly {
    readonly name: string;
    readonly alertCount: number;
    readonly alertIds: readonly string[];
  }[];
}

/** The rows of one attempt: one for each channel it speaks for. */
export function recordRows(record: AttemptRecord): readonly DeliveryDetail[] {
  return record.channels.map((channel, nth) => ({
    id: deliveryId(record.messageId, channel.name, nth, record.attempt),
    channel: channel.name,
    robot: record.robot,
    kind: record.kind,
    outcome: record.outcome.kind,
    reason: reasonOf(record.outcome),
    errcode: record.outcome.errcode ?? null,
    errmsg: record.outcome.errmsg ?? '',
    attempt: record.attempt,
    at: record.at,
    latencyMs: record.latencyMs,
    alertCount: channel.alertCount,
    format: record.draft.format,
    title: record.draft.title,
    text: record.draft.text,
    alerts: channel.alertIds,
    ...(record.fellBack === undefined ? {} : { fellBack: record.fellBack }),
    ...(record.template === undefined ? {} : { template: record.template }),
    ...(record.manifestOf === undefined ? {} : { manifestOf: record.manifestOf }),
  }));
}

/** The outcome's reason in one word; empty for a success. */
export function reasonOf(outcome: Outcome): string {
  return 'reason' in outcome ? outcome.reason : '';
}
