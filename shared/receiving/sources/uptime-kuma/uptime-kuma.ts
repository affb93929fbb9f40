import type { ParsedAlert } from '../../../alert/alert.ts';
import type { Source, SourceResult } from '../../source.ts';
import { lineAt, objectAt, textAt } from '../fields.ts';
import { isJsonObject, parseJson } from '../json.ts';
import { rawAlert } from '../raw-alert.ts';
import { alertOfBeat } from './alert-of-beat.ts';

/** The name of an alert made of a request of Uptime Kuma that nobody could read; the description is the text. */
export const UNREADABLE_UPTIME_KUMA = 'Uptime Kuma 通知无法解析 (unreadable Uptime Kuma notification)';

/** The name of what Uptime Kuma says without a monitor: a test, a certificate that ends soon. */
const MESSAGE = 'Uptime Kuma 消息 (Uptime Kuma message)';

/**
 * The webhook of Uptime Kuma (its `server/notification-providers/webhook.js`,
 * read 2026-11-29). It does not try again, so nothing is refused.
 */
export const uptimeKuma: Source = {
  kind: 'uptime-kuma',
  splitSetting: 'a shorter description of the monitor in Uptime Kuma',
  parse: parseUptimeKuma,
};

function parseUptimeKuma(body: string): SourceResult {
  return { kind: 'parsed', alerts: [alertOfBody(body)] };
}

function alertOfBody(body: string): ParsedAlert {
  const payload = parseJson(body) ?? parseJson(jsonOfForm(body));
  if (!isJsonObject(payload)) return rawAlert(body, UNREADABLE_UPTIME_KUMA);

  const beat = objectAt(payload, 'heartbeat');
  const monitor = objectAt(payload, 'monitor');
  const text = textAt(payload, 'msg');
  if (lineAt(beat, 'status') !== '') return alertOfBeat(beat, monitor, text);

  return text === '' ? rawAlert(body, UNREADABLE_UPTIME_KUMA) : messageAlert(text);
}

/** A form's only field is the JSON. */
function jsonOfForm(body: string): string {
  return body.startsWith('--') ? body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1) : '';
}

/** "… Testing" is what the button Test sends. Equal texts are the same alert, and nothing ends it. */
function messageAlert(text: string): ParsedAlert {
  const { labels: _, description, ...raw } = rawAlert(text, MESSAGE);
  return {
    ...raw,
    level: / Testing$/.test(text) ? 'info' : 'warning',
    summary: description,
    description: '',
    labels: {},
  };
}
