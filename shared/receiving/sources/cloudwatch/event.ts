import { lineAt, listAt, objectAt } from '../fields.ts';
import { isJsonObject, type JsonObject } from '../json.ts';

/**
 * An event as EventBridge delivers it (EventBridge user guide, "Events",
 * read 2026-11-21). Absent texts are empty.
 */
export interface AwsEvent {
  readonly id: string;
  readonly detailType: string;
  /** `aws.cloudwatch`, or whatever a sender of one's own writes. */
  readonly source: string;
  readonly account: string;
  readonly region: string;
  /** When it happened, or was sent. */
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
}

/**
 * Reads what an alarm hands to a function it calls itself (CloudWatch user
 * guide, "Invoke a Lambda function from an alarm", read 2026-11-21): the same
 * as its event, in other places.
 */
export function readAlarmAction(value: unknown): AwsEvent | undefined {
  if (!isJsonObject(value) || !isJsonObject(value['alarmData']) || typeof value['alarmArn'] !== 'string')
    return undefined;

  return {
    id: '',
    detailType: 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: lineAt(value, 'accountId'),
    region: lineAt(value, 'region'),
    time: lineAt(value, 'time'),
    resources: [value['alarmArn']],
    detail: value['alarmData'],
  };
}

/** Reads an event; undefined for what has no `detail-type`, `source` and `detail`. */
export function readEvent(value: unknown): AwsEvent | undefined {
  if (!isJsonObject(value) || !isJsonObject(value['detail'])) return undefined;
  if (typeof value['detail-type'] !== 'string' || typeof value['source'] !== 'string') return undefined;

  return {
    id: lineAt(value, 'id'),
    detailType: lineAt(value, 'detail-type'),
    source: lineAt(value, 'source'),
    account: lineAt(value, 'account'),
    region: lineAt(value, 'region'),
    time: lineAt(value, 'time'),
    resources: listAt(value, 'resources').filter((one): one is string => typeof one === 'string'),
    detail: objectAt(value, 'detail'),
  };
}
