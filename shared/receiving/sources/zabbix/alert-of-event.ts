import type { ParsedAlert } from '../../../alert/alert.ts';
import { fingerprintOfId } from '../../../alert/fingerprint.ts';
import { cleanLine } from '../clean-text.ts';
import { labelsOf, lineAt, present } from '../fields.ts';
import { isJsonObject, parseJson } from '../json.ts';
import { keepWithin } from '../keep-within.ts';
import { readTimestamp } from '../timestamp.ts';
import { webLink } from '../web-link.ts';
import type { ZabbixEvent } from './event.ts';
import { levelOfEvent } from './severity.ts';

/** The name of an event that has neither name nor subject. */
const NAMELESS = 'Zabbix 告警 (Zabbix alert)';

/** The alert of an event. A recovery names the event of the problem that is over, and says 0 for its value. */
export function alertOfEvent(event: ZabbixEvent): ParsedAlert {
  const name = cleanLine(event.event_name || event.alert_subject) || NAMELESS;
  const status = event.event_value === '0' ? 'resolved' : 'firing';
  const target = cleanLine(event.host);

  return keepWithin({
    id: idOf(event, name, target),
    name,
    level: levelOfEvent(event),
    status,
    target,
    summary: event.event_opdata,
    description: event.trigger_description || event.alert_message,
    ...present({
      activeAt: readTimestamp(event.event_timestamp),
      resolvedAt: status === 'resolved' ? readTimestamp(event.event_recovery_timestamp) : undefined,
      url: linkOf(event),
    }),
    labels: {
      ...tagsOf(event),
      ...labelsOf({
        severity: cleanLine(event.event_severity || event.trigger_severity),
        host: target,
        host_ip: cleanLine(event.host_ip),
        host_groups: cleanLine(event.host_groups),
        event_id: cleanLine(event.event_id),
        trigger_id: cleanLine(event.trigger_id),
      }),
    },
    group: name,
  });
}

/** The problem's event, else its trigger: then its next problem is the same alert in a new episode. */
function idOf({ event_id: id, trigger_id: trigger }: ZabbixEvent, name: string, target: string): string {
  if (id !== '') return `event-${cleanLine(id)}`;

  return trigger === '' ? `name-${fingerprintOfId(name, target)}` : `trigger-${cleanLine(trigger)}`;
}

/** The trigger's own link, else the page of the event. */
function linkOf({ trigger_url: own, zabbix_url: base, trigger_id: trigger, event_id: id }: ZabbixEvent) {
  const page = `${withoutSlashes(base)}/tr_events.php?triggerid=${trigger}&eventid=${id}`;
  return webLink(own) ?? (/^\d{1,20} \d{1,20}$/.test(`${trigger} ${id}`) ? webLink(page) : undefined);
}

/** By index: a pattern for slashes at the end takes the square of the time for a text of them. */
function withoutSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;

  return text.slice(0, end);
}

/** Tags as JSON, `[{"tag","value"}]`; one without a value says that it is there. */
function tagsOf({ event_tags: json }: ZabbixEvent): Readonly<Record<string, string>> {
  const tags = parseJson(json);
  if (!Array.isArray(tags)) return {};

  const pairs = tags
    .filter(isJsonObject)
    .map((one) => [lineAt(one, 'tag'), lineAt(one, 'value') || 'true'] as const)
    .filter(([tag]) => tag !== '');
  return Object.fromEntries(pairs);
}
