import { isJsonObject, type JsonObject, parseJson } from '../sources/json.ts';

/** What a message of Amazon SNS to an address is about. */
export type SnsMessageType = 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';

/** A message as SNS posts it (SNS developer guide, "HTTP/HTTPS … JSON format", read 2026-11-21). */
export interface SnsMessage {
  readonly type: SnsMessageType;
  readonly topicArn: string;
  readonly messageId: string;
  /** When it was published, RFC 3339. */
  readonly timestamp: string;
  readonly signatureVersion: string;
  readonly signature: string;
  readonly signingCertUrl: string;
  /** Only where a subscription is to be confirmed. */
  readonly subscribeUrl: string;
  /** The text the signature is over. */
  readonly signed: string;
}

/** What a request body is. */
export type SnsReading =
  | { readonly kind: 'message'; readonly message: SnsMessage }
  /** It says that it comes from SNS and lacks what SNS always sends. */
  | { readonly kind: 'broken'; readonly missing: string }
  | { readonly kind: 'other' };

/** SNS takes 256 KiB a message; with its envelope and every character escaped it stays below this, in characters. */
const MAX_LENGTH = 2_000_000;

/** The fields that are signed, in this order, which is that of the alphabet. */
const SIGNED: Readonly<Record<SnsMessageType, readonly string[]>> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

/** Reads a body that may be a message of SNS. */
export function readSnsMessage(body: string): SnsReading {
  if (body.length > MAX_LENGTH || !body.includes('"TopicArn"')) return { kind: 'other' };
  const value = parseJson(body);
  if (!isJsonObject(value) || !isType(value['Type']) || typeof value['TopicArn'] !== 'string') return { kind: 'other' };

  const type = value['Type'];
  // A subject is optional, and null where a message has none.
  const signed = SIGNED[type].filter((field) => field !== 'Subject' || typeof value['Subject'] === 'string');
  const needed = [...signed, 'SignatureVersion', 'Signature', 'SigningCertURL'];
  const missing = needed.find((field) => typeof value[field] !== 'string');
  if (missing !== undefined) return { kind: 'broken', missing };

  return { kind: 'message', message: messageOf(type, value, signed) };
}

function messageOf(type: SnsMessageType, value: JsonObject, signed: readonly string[]): SnsMessage {
  const text = (field: string): string => String(value[field] ?? '');

  return {
    type,
    topicArn: text('TopicArn'),
    messageId: text('MessageId'),
    timestamp: text('Timestamp'),
    signatureVersion: text('SignatureVersion'),
    signature: text('Signature'),
    signingCertUrl: text('SigningCertURL'),
    subscribeUrl: text('SubscribeURL'),
    signed: signed.map((field) => `${field}\n${text(field)}\n`).join(''),
  };
}

function isType(value: unknown): value is SnsMessageType {
  return typeof value === 'string' && Object.hasOwn(SIGNED, value);
}
