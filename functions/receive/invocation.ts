import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isJsonObject, type JsonObject, jsonText } from '#shared/receiving/sources/json.ts';

/** One message of the queue of events. */
export interface EventRecord {
  /** What the queue calls it, for the answer which ones failed. */
  readonly id: string;
  /** An event, or an SNS message in its envelope or raw. */
  readonly body: string;
}

/** What called the function. */
export type Invocation =
  | { readonly kind: 'http'; readonly event: APIGatewayProxyEventV2 }
  /** A batch of the queue: each record fails alone. */
  | { readonly kind: 'queue'; readonly records: readonly EventRecord[] }
  /** EventBridge, SNS or an alarm itself: all or nothing, and Lambda tries again. */
  | { readonly kind: 'direct'; readonly bodies: readonly string[] }
  /** The schedule of the canary. */
  | { readonly kind: 'canary'; readonly channel: string };

/** Tells by its shape what called. What has no known shape is an event too: nothing is thrown away. */
export function parseInvocation(event: unknown): Invocation {
  if (!isJsonObject(event)) return { kind: 'direct', bodies: [jsonText(event)] };
  if (isHttp(event)) return { kind: 'http', event: event as unknown as APIGatewayProxyEventV2 };

  const canary = event['canary'];
  if (isJsonObject(canary) && typeof canary['channel'] === 'string') {
    return { kind: 'canary', channel: canary['channel'] };
  }

  const records = Array.isArray(event['Records']) ? event['Records'].filter(isJsonObject) : [];
  if (records.length === 0) return { kind: 'direct', bodies: [jsonText(event)] };
  if (records.every((record) => record['eventSource'] === 'aws:sqs')) {
    return {
      kind: 'queue',
      records: records.map((record) => ({ id: String(record['messageId'] ?? ''), body: bodyOf(record, 'body') })),
    };
  }

  return { kind: 'direct', bodies: records.map((record) => bodyOf(record, 'Sns')) };
}

function isHttp(event: JsonObject): boolean {
  const { requestContext } = event;
  return isJsonObject(requestContext) && isJsonObject(requestContext['http']) && typeof event['rawPath'] === 'string';
}

function bodyOf(record: JsonObject, field: string): string {
  const body = record[field];
  return typeof body === 'string' ? body : jsonText(body ?? record);
}
