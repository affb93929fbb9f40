import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Delivery, DeliveryDetail } from '#shared/delivery/ledger.ts';
import { bytes, needText, readBytes, type StoredItem, text } from './attribute-values.ts';

/**
 * A delivery as the table keeps it: the row as JSON text, and apart from it the
 * message as sent, deflated, since it is asked for one at a time.
 */
export function encodeDelivery(delivery: DeliveryDetail): Record<string, AttributeValue> {
  const { format, title, text: words, alerts, fellBack, ...row } = delivery;
  const message = JSON.stringify({ format, title, text: words, alerts, fellBack });

  return { row: text(JSON.stringify(row)), msg: bytes(deflateRawSync(message)) };
}

/** Reads a delivery with its message. */
export function decodeDelivery(item: StoredItem): DeliveryDetail {
  const row = JSON.parse(needText(item, 'row')) as Delivery;
  const message = JSON.parse(inflateRawSync(readBytes(item, 'msg') ?? deflateRawSync('{}')).toString()) as Omit<
    DeliveryDetail,
    keyof Delivery
  >;

  return { ...row, ...message };
}

/** A delivery without its message, as lists show it. */
export function rowOf(delivery: DeliveryDetail): Delivery {
  const { format: _format, title: _title, text: _text, alerts: _alerts, fellBack: _fellBack, ...row } = delivery;
  return row;
}
