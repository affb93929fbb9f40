import type { AlertStatus, ParsedAlert } from '../../../alert/alert.ts';
import { fingerprint } from '../../../alert/fingerprint.ts';
import { cleanLine, cleanText } from '../clean-text.ts';
import { isJsonObject, type JsonObject, jsonText } from '../json.ts';
import { keepWithin } from '../keep-within.ts';
import { rawAlert } from '../raw-alert.ts';
import { levelOfLabels } from '../severity.ts';
import { readStringMap } from '../string-map.ts';
import { nameOf, targetOf } from '../subject.ts';
import { readTimestamp } from '../timestamp.ts';
import { webLink } from '../web-link.ts';
import type { Notification } from './webhook.ts';

/** The name of an alert made of what nobody could read; the description is the text. */
export const UNREADABLE_ALERTMANAGER = 'Alertmanager 通知无法解析 (unreadable Alertmanager notification)';

/** The name of an alert whose labels and annotations give none. */
const NAMELESS = 'Alertmanager 告警 (Alertmanager alert)';

/** Annotations kept as labels: links a person follows when the alert comes. */
const KEPT_ANNOTATIONS = ['runbook_url', 'runbook', 'dashboard_url', 'dashboard'] as const;

/** One entry of the list of alerts; what can't be read becomes an alert carrying its JSON. */
export function alertOfEntry(entry: unknown, notification: Notification, nowMs: number): ParsedAlert {
  if (!isJsonObject(entry) || !isJsonObject(entry['labels'])) return rawAlert(jsonText(entry), UNREADABLE_ALERTMANAGER);

  const labels = readStringMap(entry['labels']);
  const annotations = readStringMap(entry['annotations']);
  const name = cleanLine(nameOf(labels, annotations)) || NAMELESS;
  const status = statusOf(entry, notification, nowMs);

  return keepWithin({
    id: idOf(entry, labels),
    name,
    level: levelOfLabels(labels),
    status,
    target: cleanLine(targetOf(labels)),
    summary: first(annotations, ['summary', 'title']),
    description: first(annotations, ['description', 'message']),
    ...times(entry, status),
    ...link(entry, notification),
    labels: Object.fromEntries([...kept(annotations), ...labels]),
    group: [notification.groupKey, name].filter((part) => part !== '').join('|'),
  });
}

/** Alertmanager's fingerprint is a hash of the labels; two of them that watch each other send the same. */
function idOf(entry: JsonObject, labels: ReadonlyMap<string, string>): string {
  const given = entry['fingerprint'];
  if (typeof given === 'string' && cleanLine(given) !== '') return cleanLine(given);

  return fingerprint('alertmanager', { ...NO_CONTENT, labels: Object.fromEntries(labels) });
}

const NO_CONTENT = { name: '', level: 'warning', status: 'firing', target: '', summary: '', description: '' } as const;

function statusOf(entry: JsonObject, notification: Notification, nowMs: number): AlertStatus {
  for (const status of [entry['status'], notification.status]) {
    if (status === 'firing' || status === 'resolved') return status;
  }

  const end = readTimestamp(entry['endsAt']);
  return end !== undefined && Date.parse(end) <= nowMs ? 'resolved' : 'firing';
}

/** While an alert fires, `endsAt` is Go's zero time, or a guess when it will have timed out. */
function times(entry: JsonObject, status: AlertStatus): Pick<ParsedAlert, 'activeAt' | 'resolvedAt'> {
  const activeAt = readTimestamp(entry['startsAt']);
  const resolvedAt = status === 'resolved' ? readTimestamp(entry['endsAt']) : undefined;
  return { ...(activeAt === undefined ? {} : { activeAt }), ...(resolvedAt === undefined ? {} : { resolvedAt }) };
}

/** The expression at the alert's source, else Alertmanager itself. */
function link(entry: JsonObject, notification: Notification): Pick<ParsedAlert, 'url'> {
  const generator = typeof entry['generatorURL'] === 'string' ? entry['generatorURL'] : '';
  const url = webLink(generator) ?? webLink(notification.externalURL);
  return url === undefined ? {} : { url };
}

function kept(annotations: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return KEPT_ANNOTATIONS.flatMap((key) => {
    const value = annotations.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
}

function first(annotations: ReadonlyMap<string, string>, keys: readonly string[]): string {
  return cleanText(keys.map((key) => annotations.get(key) ?? '').find((text) => text !== '') ?? '');
}
