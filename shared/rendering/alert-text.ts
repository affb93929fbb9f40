import type { Alert } from '../alert/alert.ts';
import { clipCharacters } from './cut.ts';
import { compactTarget } from './ocp-target.ts';

/** Labels that name, rate or place the alert, all of which the message says elsewhere. */
const SAID_ELSEWHERE: readonly string[] = ['alertname', 'alarm_type', 'alarm_name', 'severity', 'level', 'instance'];
/** A person reads no more labels than this. */
const MAX_LABELS = 8;

/** What an alert says beyond its name, level and target. */
export interface AlertText {
  /** The summary, unless it only repeats name and target (nearly all of OCP's do) or is in the description. */
  readonly note: string;
  /** The description, unless it only repeats name and target. */
  readonly detail: string;
  /** The labels, where there is neither. */
  readonly labels: string;
}

/** The text worth showing below a title. */
export function alertText(alert: Alert): AlertText {
  const detail = addsTo(alert, alert.description) ? alert.description : '';
  const note = addsTo(alert, alert.summary) && !squeezed(detail).includes(squeezed(alert.summary)) ? alert.summary : '';
  return { note, detail, labels: note === '' && detail === '' ? labelsText(alert) : '' };
}

/** All an alert says, on one line of at most `max` characters. */
export function oneLine(alert: Alert, max: number): string {
  const { note, detail, labels } = alertText(alert);
  return clipCharacters((detail || note || labels).replace(/\s+/g, ' ').trim(), max);
}

/** Whether a text holds a letter or digit once name and target are taken out. */
function addsTo({ name, target }: Alert, text: string): boolean {
  const known = [target, compactTarget(target).text, name].map(squeezed).filter((part) => part !== '');
  const rest = known.reduce((left, part) => left.replaceAll(part, ''), squeezed(text));
  return /[\p{L}\p{N}]/u.test(rest);
}

function squeezed(text: string): string {
  return text.toLowerCase().replace(/\s+/g, '');
}

function labelsText({ labels, target }: Alert): string {
  return Object.entries(labels)
    .filter(([key, value]) => value !== '' && !SAID_ELSEWHERE.includes(key) && !target.includes(value))
    .slice(0, MAX_LABELS)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
