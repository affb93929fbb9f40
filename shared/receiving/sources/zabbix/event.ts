import { textAt } from '../fields.ts';
import type { JsonObject } from '../json.ts';

/** The fields that the media type of docs/sources.md fills. */
export const ZABBIX_FIELDS = [
  'event_id',
  'event_value',
  'event_name',
  'event_nseverity',
  'event_severity',
  'event_timestamp',
  'event_recovery_timestamp',
  'event_update_status',
  'event_update_action',
  'event_opdata',
  'event_tags',
  'trigger_id',
  'trigger_severity',
  'trigger_description',
  'trigger_url',
  'host',
  'host_ip',
  'host_groups',
  'zabbix_url',
  'alert_subject',
  'alert_message',
] as const;

type Field = (typeof ZABBIX_FIELDS)[number];

/** An event of Zabbix; a field that is absent, or that Zabbix could not fill, is the empty text. */
export type ZabbixEvent = Readonly<Record<Field, string>>;

/** Reads an event; undefined where nothing says what it is about. */
export function readEvent(payload: JsonObject): ZabbixEvent | undefined {
  const event = Object.fromEntries(
    ZABBIX_FIELDS.map((field) => [field, filled(textAt(payload, field))]),
  ) as ZabbixEvent;
  const about = [event.event_id, event.event_name, event.trigger_id, event.alert_subject];
  return about.every((text) => text === '') ? undefined : event;
}

/** A macro that Zabbix can't fill stays as it is written, or becomes its word for "unknown". */
function filled(text: string): string {
  return /^(?:\{[A-Z][\w.$]*\}|\{\$[\w.]+\}|\*UNKNOWN\*)$/.test(text) ? '' : text;
}
