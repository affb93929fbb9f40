import type { Origin } from '#shared/receiving/mapping/explain-mapping.ts';
import { severityOfLabels } from '#shared/receiving/sources/severity.ts';
import type { Trial, TriedAlert } from '#shared/receiving/try-source.ts';
import type { Session } from '../session.ts';
import { showFacts } from './facts.ts';
import { plainText } from './plain-text.ts';

/** What is shown of a sample that was read. */
interface Shown {
  readonly name: string;
  readonly channels: readonly string[] | undefined;
  readonly trial: Trial;
}

/** The alerts of a sample for a person: each field with where it came from, then what to look at. */
export function showTrial({ name, channels, trial }: Shown, session: Session): string {
  if (trial.kind === 'refused') {
    const lines = trial.errors.map(({ field, message }) => plainText(`  ${field} ${message}`));
    return [`${name} refuses it, all or nothing:`, ...lines].join('\n');
  }

  const { alerts, asEvent } = trial;
  const count = alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`;
  const head = [
    `${name} makes ${count} of it`,
    ...(channels === undefined ? [] : [`channels: ${channels.join(', ')}`]),
    ...(asEvent === undefined ? [] : [`as an event it fits the pattern of ${asEvent}`]),
  ].map((line) => plainText(line));
  return [head.join('\n'), ...alerts.map((each) => showAlert(each, session))].join('\n\n');
}

function showAlert({ alert, origins, unread, missing, identity }: TriedAlert, { paint }: Session): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['level', `${alert.level}  (${levelOrigin(alert.labels, origins.level)})`],
    ['status', `${alert.status}  (${originText(origins.status)})`],
    ['target', withOrigin(alert.target, origins.target)],
    ['id', `${alert.id}  (${IDENTITY[identity]})`],
    ['since', withOrigin(alert.activeAt ?? '', origins.activeAt)],
    ['over', withOrigin(alert.resolvedAt ?? '', origins.resolvedAt)],
    ['group', withOrigin(alert.group ?? '', origins.group)],
    ['link', withOrigin(alert.url ?? '', origins.url)],
    ...Object.entries(alert.labels).map(([name, value]) => [`label ${name}`, value] as const),
    ['summary', withOrigin(alert.summary, origins.summary)],
    ['description', alert.description],
    ['masked', alert.masked],
  ];
  const notes = [
    ...(unread.length === 0 ? [] : [`not read: ${unread.map((field) => unreadText(field, origins)).join('; ')}`]),
    ...(missing.length === 0 ? [] : [`missing: ${missing.join(', ')}`]),
  ];
  const title = withOrigin(alert.name, origins.name) ?? '';
  return [paint('title', plainText(title)), showFacts(facts), ...notes.map((line) => plainText(line))].join('\n');
}

const IDENTITY = {
  given: 'of the sender',
  content: 'made of source, name, target and labels: these must not change from firing to recovery',
  'raw-text': 'made of the raw text: no recovery will ever fit it',
} as const satisfies Readonly<Record<TriedAlert['identity'], string>>;

function withOrigin(value: string, origin: Origin | undefined): string | undefined {
  if (value === '') return undefined;
  return origin === undefined ? value : `${value}  (${originText(origin)})`;
}

function originText(origin: Origin | undefined): string {
  if (origin === undefined) return "by the source's own rules";
  switch (origin.kind) {
    case 'expression':
      return origin.by === undefined ? origin.expression : `${origin.expression}: ${wordText(origin)}`;
    case 'unread':
      return `not read: ${origin.expression}`;
    case 'default':
      return 'defaults';
    case 'untold':
      return origin.expression === undefined ? 'nothing said' : `${origin.expression} yields nothing`;
    case 'not-asked':
      return 'only of what is over';
    default:
      return origin satisfies never;
  }
}

function wordText({ word = '', by }: Extract<Origin, { kind: 'expression' }>): string {
  return by === 'mapping' ? `"${word}", by its table` : `"${word}", a usual word`;
}

function unreadText(field: string, origins: TriedAlert['origins']): string {
  const origin = Object.entries(origins).find(([name]) => name === field)?.[1];
  if (origin?.kind !== 'unread') return field;
  return `${field} (${origin.expression}${origin.word === undefined ? '' : ` is "${origin.word}"`})`;
}

/** A built-in source keeps no account; what it goes by stays as a label. */
function levelOrigin(labels: Readonly<Record<string, string>>, origin: Origin | undefined): string {
  if (origin !== undefined) return originText(origin);
  const severity = severityOfLabels(new Map(Object.entries(labels)));
  if (severity === undefined) return "by the source's own rules: no label severity, level or priority";

  const { label, word, level } = severity;
  return level === undefined ? `label ${label} "${word}" is no known word` : `label ${label} "${word}"`;
}
