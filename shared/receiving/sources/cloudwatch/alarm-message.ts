import type { ParsedAlert } from '../../../alert/alert.ts';
import { lineAt, listAt, objectAt, textAt } from '../fields.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { alertOfAlarm, isAlarmState } from './alarm.ts';

const MAX_CHILDREN = 5;

/** Whether a JSON value is what an alarm publishes to its SNS topic. */
export function isAlarmMessage(value: JsonObject): boolean {
  return typeof value['AlarmName'] === 'string' && isAlarmState(value['NewStateValue']);
}

/**
 * The alert of an alarm's notification (CloudWatch user guide, "Notifying users
 * on alarm changes", read 2026-11-21). It names no time of the state before, so
 * an end here carries no start. SNS is told only when actions are not
 * suppressed, so nothing is masked.
 */
export function alertOfAlarmMessage(message: JsonObject): ParsedAlert {
  const trigger = objectAt(message, 'Trigger');
  const metric = metricOf(trigger);
  const at = lineAt(message, 'StateChangeTime');

  return alertOfAlarm({
    name: lineAt(message, 'AlarmName'),
    arn: lineAt(message, 'AlarmArn'),
    account: lineAt(message, 'AWSAccountId'),
    // Its `Region` is a name for people ("US East (N. Virginia)").
    region: '',
    description: textAt(message, 'AlarmDescription'),
    state: { value: lineAt(message, 'NewStateValue'), reason: textAt(message, 'NewStateReason'), at },
    previous: { value: lineAt(message, 'OldStateValue'), reason: '', at: '' },
    target: dimensionWords(metric) || childWords(message),
    contributor: lineAt(message, 'AlarmContributorId'),
    labels: {
      namespace: lineAt(metric, 'Namespace'),
      metric: lineAt(metric, 'MetricName'),
      alarm_rule: lineAt(message, 'AlarmRule'),
    },
  });
}

/** The metric, or the first of an expression. */
function metricOf(trigger: JsonObject): JsonObject {
  if ('MetricName' in trigger) return trigger;

  const [first] = listAt(trigger, 'Metrics')
    .filter(isJsonObject)
    .map((metric) => objectAt(metric, 'MetricStat', 'Metric'))
    .filter((metric) => 'MetricName' in metric);
  return first ?? {};
}

/** Dimensions are `{"name","value"}` here, in either case. */
function dimensionWords(metric: JsonObject): string {
  return listAt(metric, 'Dimensions')
    .filter(isJsonObject)
    .map((one) => `${lineAt(one, 'name') || lineAt(one, 'Name')}=${lineAt(one, 'value') || lineAt(one, 'Value')}`)
    .join(', ');
}

function childWords(message: JsonObject): string {
  return listAt(message, 'TriggeringChildren')
    .filter(isJsonObject)
    .slice(0, MAX_CHILDREN)
    .map((child) => lineAt(child, 'Arn').replace(/^.*:alarm:/, ''))
    .filter((name) => name !== '')
    .join(', ');
}
