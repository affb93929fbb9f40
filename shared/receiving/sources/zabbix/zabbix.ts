import type { Source, SourceResult } from '../../source.ts';
import { isJsonObject, parseJson } from '../json.ts';
import { rawAlert } from '../raw-alert.ts';
import { alertOfEvent } from './alert-of-event.ts';
import { readEvent } from './event.ts';
import { isNews } from './update.ts';

/** The name of an alert made of a request of Zabbix that nobody could read; the description is the text. */
export const UNREADABLE_ZABBIX = 'Zabbix 通知无法解析 (unreadable Zabbix notification)';

/**
 * What the media type of docs/sources.md makes of an event of Zabbix. Zabbix
 * tries again a few times only, so nothing is refused.
 */
export const zabbix: Source = {
  kind: 'zabbix',
  splitSetting: 'shorter parameters of the media type in Zabbix',
  parse: parseZabbix,
};

function parseZabbix(body: string): SourceResult {
  const payload = parseJson(body);
  const event = isJsonObject(payload) ? readEvent(payload) : undefined;
  if (event === undefined) return { kind: 'parsed', alerts: [rawAlert(body, UNREADABLE_ZABBIX)] };

  return { kind: 'parsed', alerts: isNews(event) ? [alertOfEvent(event)] : [] };
}
