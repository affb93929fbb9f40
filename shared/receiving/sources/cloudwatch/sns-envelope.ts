import { isJsonObject, parseJson } from '../json.ts';

/** A message of Amazon SNS in its envelope. */
export interface SnsNotification {
  readonly topicArn: string;
  readonly messageId: string;
  readonly subject: string;
  readonly message: string;
}

/**
 * Reads the envelope of a notification, as SNS delivers it to queues, functions
 * and addresses unless raw delivery is on; undefined for anything else.
 */
export function readNotification(value: unknown): SnsNotification | undefined {
  if (!isJsonObject(value) || value['Type'] !== 'Notification') return undefined;
  const { Message: message, TopicArn: topicArn, MessageId: messageId, Subject: subject } = value;
  if (typeof message !== 'string' || typeof topicArn !== 'string') return undefined;

  return {
    topicArn,
    messageId: typeof messageId === 'string' ? messageId : '',
    subject: typeof subject === 'string' ? subject : '',
    message,
  };
}

/** The value inside a notification, or the value itself. A message that is no JSON has none. */
export function unwrap(value: unknown): { readonly value: unknown; readonly notification?: SnsNotification } {
  const notification = readNotification(value);
  return notification === undefined ? { value } : { value: parseJson(notification.message), notification };
}
