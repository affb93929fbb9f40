import type { MessageKind } from '../rendering/message.ts';
import type { DeliveryDetail } from './ledger.ts';
import type { OutcomeKind } from './outcome.ts';

/** Which deliveries are meant; what is absent does not matter. */
export interface DeliveryFilter {
  readonly channel?: string;
  /** Only of these; of any when absent. */
  readonly channels?: readonly string[];
  /** As a delivery names it: `CHANNEL/ROBOT` for one of a fallback channel. */
  readonly robot?: string;
  readonly kind?: MessageKind;
  readonly outcome?: OutcomeKind;
  readonly reason?: string;
  /** Part of the title or the message as sent, in any case. */
  readonly text?: string;
  /** Composed not before, and not after, ms. */
  readonly since?: number;
  readonly until?: number;
}

/** Whether a delivery is meant. The time is the caller's to choose: it is in the key. */
export function matchesDelivery(delivery: DeliveryDetail, filter: DeliveryFilter): boolean {
  const { channel, channels, robot, kind, outcome, reason } = filter;
  return (
    (channel === undefined || delivery.channel === channel) &&
    channels?.includes(delivery.channel) !== false &&
    (robot === undefined || delivery.robot === robot) &&
    (kind === undefined || delivery.kind === kind) &&
    (outcome === undefined || delivery.outcome === outcome) &&
    (reason === undefined || delivery.reason === reason) &&
    (filter.text === undefined || holds(`${delivery.title}\n${delivery.text}`, filter.text))
  );
}

/** Whether a text holds another, in any case. */
export function holds(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
