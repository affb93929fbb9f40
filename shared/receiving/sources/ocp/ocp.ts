import type { ParsedAlert } from '../../../alert/alert.ts';
import type { Source } from '../../source.ts';
import { cleanLine } from '../clean-text.ts';
import { rawAlert } from '../raw-alert.ts';
import { alertOfVariables } from './alert-of-variables.ts';
import { type Reading, readBody } from './body.ts';
import { type MessageText, readMessageText } from './message-text.ts';
import { presentText, type Variables } from './variables.ts';

/** The name of an alert made of a body nobody could read; the description is the body. */
export const UNREADABLE_OCP = 'OCP 通知无法解析 (unreadable OCP notification)';

/** Of these, one is enough to make an alert of a body that could be read in part only. */
const ENOUGH = ['alarm_id', 'alarm_type', 'alarm_name', 'alarm_target', 'alarm_summary', 'alarm_description'];

/**
 * OceanBase Cloud Platform's HTTP channel. Its bodies are templates that users
 * write and OCP fills without escaping, so this source never refuses one.
 */
export const ocp: Source = {
  kind: 'ocp',
  splitSetting: "the length of the OCP channel's message template",
  parse: (body) => ({ kind: 'parsed', alerts: readBody(body).map(readOne) }),
};

function readOne(reading: Reading): ParsedAlert {
  const message = readMessageText(reading.message);
  const variables = merge(reading, message);
  const heading = message?.heading ?? '';
  if (saysTooLittle(variables)) return rawAlert(rawTextOf(reading), cleanLine(heading) || UNREADABLE_OCP);

  return alertOfVariables(variables, { heading: headingOf(message), headingText: heading, raw: reading.raw });
}

function saysTooLittle(variables: Variables): boolean {
  return variables.size === 0 || (variables.has('unread') && !ENOUGH.some((name) => variables.has(name)));
}

/** The message where it is all there is, else the body as it came. */
function rawTextOf(reading: Reading): string {
  return reading.variables.size === 0 && reading.message !== '' ? reading.message : reading.raw;
}

function headingOf(message: MessageText | undefined): 'firing' | 'recovery' | 'none' {
  return message === undefined || message.heading === '' ? 'none' : message.kind;
}

/** What the message says counts behind the body's own fields; a message in no known form is kept as it is. */
function merge(reading: Reading, message: MessageText | undefined): Variables {
  const all = new Map(reading.variables);
  for (const [name, value] of message?.variables ?? []) {
    if (!all.has(name)) all.set(name, value);
  }

  const own = message === undefined ? presentText(reading.message) : undefined;
  if (own === undefined || all.size === 0) return all;
  return all.set(all.has('alarm_description') ? 'message' : 'alarm_description', own);
}
