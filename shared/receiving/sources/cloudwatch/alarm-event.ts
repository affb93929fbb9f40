import type { ParsedAlert } from '../../../alert/alert.ts';
import { cleanLine } from '../clean-text.ts';
import { lineAt, listAt, objectAt, textAt } from '../fields.ts';
import { isJsonObject, type JsonObject, parseJson } from '../json.ts';
import { type AlarmState, alertOfAlarm, isAlarmState } from './alarm.ts';
import { parseArn } from './arn.ts';
import type { AwsEvent } from './event.ts';

/** Children named in the target; the alarm's reason names the rest. */
const MAX_CHILDREN = 5;

/** Whether an event tells of an alarm's state: of the alarm as a whole, of one of its time series, or that it is gone. */
export function isAlarmEvent(event: AwsEvent): boolean {
  const isChange =
    /^CloudWatch Alarm (?:Contributor )?State Change$/.test(event.detailType) &&
    isAlarmState(objectAt(event.detail, 'state')['value']) &&
    typeof event.detail['alarmName'] === 'string';
  return event.source === 'aws.cloudwatch' && (isChange || isDeletedWhileFiring(event));
}

/** Nobody would ever end the alert of an alarm that was deleted while it fired. */
function isDeletedWhileFiring({ detailType, detail }: AwsEvent): boolean {
  return (
    detailType === 'CloudWatch Alarm Configuration Change' &&
    detail['operation'] === 'delete' &&
    objectAt(detail, 'state')['value'] === 'ALARM'
  );
}

/**
 * The alert of a "CloudWatch Alarm State Change" (CloudWatch user guide, "Alarm
 * events and EventBridge", read 2026-11-21): of a metric, of an expression, or
 * of other alarms.
 */
export function alertOfAlarmEvent(event: AwsEvent): ParsedAlert {
  const { detail, resources, account, region } = event;
  const configuration = objectAt(detail, 'configuration');
  const state = objectAt(detail, 'state');
  const contributor = objectAt(detail, 'alarmContributor');
  const metric = metricOf(configuration);
  const suppressedBy = lineAt(state, 'actionsSuppressedBy');
  const mute = objectAt(detail, 'muteDetail');
  const mutedBy = lineAt(mute, 'mutedByArn');

  return alertOfAlarm({
    name: lineAt(detail, 'alarmName'),
    arn: resources.find((arn) => parseArn(arn)?.service === 'cloudwatch') ?? '',
    account,
    region,
    description: textAt(configuration, 'description'),
    ...statesOf(event),
    target: targetOf(contributor, metric, state),
    contributor: lineAt(contributor, 'id'),
    labels: {
      namespace: lineAt(metric, 'namespace'),
      metric: lineAt(metric, 'name'),
      alarm_rule: lineAt(configuration, 'alarmRule'),
      suppressed_by: suppressedBy,
      suppressed_reason: lineAt(state, 'actionsSuppressedReason'),
      suppressor: lineAt(configuration, 'actionsSuppressor'),
      muted_by: mutedBy,
      muted_until: lineAt(mute, 'muteWindowEnd'),
    },
    ...(mutedBy !== '' ? { masked: 'silenced' } : suppressedBy !== '' ? { masked: 'inhibited' } : {}),
  });
}

function statesOf(event: AwsEvent): { readonly state: AlarmState; readonly previous: AlarmState } {
  const state = stateOf(objectAt(event.detail, 'state'));
  if (!isDeletedWhileFiring(event)) return { state, previous: stateOf(objectAt(event.detail, 'previousState')) };

  return { state: { value: 'OK', reason: '告警规则已删除 (the alarm was deleted)', at: event.time }, previous: state };
}

function stateOf(state: JsonObject): AlarmState {
  return { value: lineAt(state, 'value'), reason: textAt(state, 'reason'), at: lineAt(state, 'timestamp') };
}

/** The metric of the alarm, or the first of an expression. */
function metricOf(configuration: JsonObject): JsonObject {
  const metrics = listAt(configuration, 'metrics').filter(isJsonObject);
  const [first] = metrics
    .map((metric) => objectAt(metric, 'metricStat', 'metric'))
    .filter((metric) => 'name' in metric);
  return first ?? {};
}

function targetOf(contributor: JsonObject, metric: JsonObject, state: JsonObject): string {
  return (
    dimensionWords(objectAt(contributor, 'attributes')) ||
    dimensionWords(objectAt(metric, 'dimensions')) ||
    childWords(state)
  );
}

/** `InstanceId=i-…, Device=sda1`. */
function dimensionWords(dimensions: JsonObject): string {
  return Object.keys(dimensions)
    .map((name) => `${cleanLine(name)}=${lineAt(dimensions, name)}`)
    .join(', ');
}

/** The alarms that made a composite one change. */
function childWords(state: JsonObject): string {
  const data = parseJson(textAt(state, 'reasonData'));
  const children = isJsonObject(data) ? listAt(data, 'triggeringAlarms').filter(isJsonObject) : [];
  return children
    .slice(0, MAX_CHILDREN)
    .map((child) => lineAt(child, 'arn').replace(/^.*:alarm:/, ''))
    .filter((name) => name !== '')
    .join(', ');
}
