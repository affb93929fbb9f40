import type { AlertStatus, ParsedAlert } from '../../../alert/alert.ts';
import { fingerprint } from '../../../alert/fingerprint.ts';
import { cleanLine, cleanText } from '../clean-text.ts';
import { labelsOf, lineAt } from '../fields.ts';
import { isJsonObject, type JsonObject, jsonText } from '../json.ts';
import { keepWithin } from '../keep-within.ts';
import { rawAlert } from '../raw-alert.ts';
import { levelOfLabels } from '../severity.ts';
import { readStringMap } from '../string-map.ts';
import { targetOf } from '../subject.ts';
import { readTimestamp } from '../timestamp.ts';
import { webLink } from '../web-link.ts';
import type { Dialect } from './dialect.ts';
import type { Notification } from './webhook.ts';

/** Annotations kept as labels: links a person follows when the alert comes. */
const KEPT_ANNOTATIONS = ['runbook_url', 'runbook', 'dashboard_url', 'dashboard'] as const;

/** One entry of the list of alerts; what can't be read becomes an alert carrying its JSON. */
export function alertOfEntry(entry: unknown, notification: Notification, dialect: Dialect, nowMs: number): ParsedAlert {
  if (!isJsonObject(entry) || !isJsonObject(entry['labels'])) return rawAlert(jsonText(entry), dialect.unreadable);

  const labels = readStringMap(entry['labels']);
  const annotations = readStringMap(entry['annotations']);
  const name = cleanLine(dialect.nameOf(labels, annotations)) || dialect.nameless;
  const status = statusOf(entry, notification, nowMs);

  return keepWithin({
    id: idOf(entry, labels),
    name,
    level: levelOfLabels(labels),
    status,
    target: cleanLine(targetOf(labels)),
    ...textsOf(entry, annotations, dialect),
    ...times(entry, status),
    ...link(entry, notification, dialect),
    labels: { ...labelsOf(dialect.labelsOf(entry)), ...Object.fromEntries([...kept(annotations), ...labels]) },
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

/** The alert at its source, else the sender itself. */
function link(entry: JsonObject, notification: Notification, { links }: Dialect): Pick<ParsedAlert, 'url'> {
  const candidates = [...links.map((key) => lineAt(entry, key)), notification.externalURL];
  const url = candidates.map(webLink).find((one) => one !== undefined);
  return url === undefined ? {} : { url };
}

function kept(annotations: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return KEPT_ANNOTATIONS.flatMap((key) => {
    const value = annotations.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
}

function textsOf(
  entry: JsonObject,
  annotations: ReadonlyMap<string, string>,
  dialect: Dialect,
): Pick<ParsedAlert, 'summary' | 'description'> {
  const summary = first(annotations, ['summary', 'title']);
  const description = first(annotations, ['description', 'message', 'Error']);
  return { summary, description: summary === '' && description === '' ? dialect.describe(entry) : description };
}

function first(annotations: ReadonlyMap<string, string>, keys: readonly string[]): string {
  return cleanText(keys.map((key) => annotations.get(key) ?? '').find((text) => text !== '') ?? '');
}
