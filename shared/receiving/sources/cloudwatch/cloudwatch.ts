import type { ParsedAlert } from '../../../alert/alert.ts';
import type { Source, SourceResult } from '../../source.ts';
import { cleanLine } from '../clean-text.ts';
import { isJsonObject, parseJson } from '../json.ts';
import { rawAlert } from '../raw-alert.ts';
import { alertOfAlarmEvent, isAlarmEvent } from './alarm-event.ts';
import { alertOfAlarmMessage, isAlarmMessage } from './alarm-message.ts';
import { alertOfAnyEvent } from './any-event.ts';
import { type AwsEvent, readAlarmAction, readEvent } from './event.ts';
import { alertOfFinding, isFinding } from './guardduty-finding.ts';
import { alertOfHealthEvent, isHealthEvent } from './health-event.ts';
import { type SnsNotification, unwrap } from './sns-envelope.ts';

/** The name of an alert made of an AWS message that nobody could read; the description is the text. */
export const UNREADABLE_AWS = 'AWS 消息无法解析 (unreadable AWS message)';

/**
 * What AWS sends: events of EventBridge and alarms from an SNS topic, in their
 * envelope or without. The sender does not come back, so nothing is refused.
 */
export const cloudwatch: Source = {
  kind: 'cloudwatch',
  splitSetting: 'one event or SNS message in a request',
  parse: parseCloudWatch,
};

function parseCloudWatch(body: string): SourceResult {
  const { value, notification } = unwrap(parseJson(body));
  return { kind: 'parsed', alerts: [alertOfValue(value, body, notification)] };
}

function alertOfValue(value: unknown, body: string, notification: SnsNotification | undefined): ParsedAlert {
  const event = readEvent(value) ?? readAlarmAction(value);
  if (event !== undefined) return alertOfEvent(event);
  if (isJsonObject(value) && isAlarmMessage(value)) return alertOfAlarmMessage(value);

  return notification === undefined ? rawAlert(body, UNREADABLE_AWS) : plainMessage(notification);
}

/** The alert of one event, whatever it is. */
export function alertOfEvent(event: AwsEvent): ParsedAlert {
  if (isAlarmEvent(event)) return alertOfAlarmEvent(event);
  if (isHealthEvent(event)) return alertOfHealthEvent(event);
  return isFinding(event) ? alertOfFinding(event) : alertOfAnyEvent(event);
}

/** What people and budgets publish: a subject and text of their own. */
function plainMessage({ subject, message, topicArn }: SnsNotification): ParsedAlert {
  const alert = rawAlert(message, cleanLine(subject).slice(0, 200).toWellFormed() || UNREADABLE_AWS);
  return { ...alert, target: cleanLine(topicArn).slice(0, 300).toWellFormed() };
}
