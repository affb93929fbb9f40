import type { AlertStatus } from '../../../alert/alert.ts';
import { isLevel, LEVELS, type Level, levelOfNumber } from '../../../alert/level.ts';
import { cleanLine, cleanText } from '../clean-text.ts';
import type { JsonObject } from '../json.ts';
import { isZeroTime, parseTimestamp } from '../timestamp.ts';
import { webLink } from '../web-link.ts';
import { show } from './show.ts';

/** Notes what is wrong with a field. */
export type Refuse = (field: string, message: string) => void;

/** A text of several lines; empty when absent or null. */
export function readText(value: JsonObject, field: string, refuse: Refuse): string {
  const given = value[field];
  if (given === undefined || given === null) return '';
  if (typeof given === 'string') return cleanText(given);

  refuse(field, `must be a string, not ${show(given)}`);
  return '';
}

/** A text of one line; empty when absent or null. */
export function readLine(value: JsonObject, field: string, refuse: Refuse): string {
  return cleanLine(readText(value, field, refuse));
}

/** A level by its word or number; `warning` when absent. */
export function readLevel(value: JsonObject, refuse: Refuse): Level {
  const given = value['level'];
  if (given === undefined || given === null) return 'warning';
  if (isLevel(given)) return given;

  const level = typeof given === 'number' ? levelOfNumber(given) : undefined;
  if (level === undefined)
    refuse('level', `must be one of ${LEVELS.join(', ')} or a number 1 to 5, not ${show(given)}`);
  return level ?? 'warning';
}

/** `firing` when absent. */
export function readStatus(value: JsonObject, refuse: Refuse): AlertStatus {
  const given = value['status'];
  if (given === undefined || given === null || given === 'firing') return 'firing';
  if (given === 'resolved') return 'resolved';

  refuse('status', `must be firing or resolved, not ${show(given)}`);
  return 'firing';
}

/** A time with its offset; empty when absent, null or Go's zero time. */
export function readTime(value: JsonObject, field: string, refuse: Refuse): string {
  const given = value[field];
  if (given === undefined || given === null || given === '') return '';

  const time = typeof given === 'string' ? parseTimestamp(given.trim()) : undefined;
  if (time === undefined) {
    refuse(field, `must be a time with its offset (RFC 3339), as 2026-11-21T09:30:00+08:00, not ${show(given)}`);
    return '';
  }
  return isZeroTime(time) ? '' : time;
}

/** An http or https link; empty when absent or null. */
export function readLink(value: JsonObject, field: string, refuse: Refuse): string {
  const text = readText(value, field, refuse);
  if (text === '') return '';

  const link = webLink(text);
  if (link === undefined) refuse(field, 'must be an http:// or https:// link of at most 2,048 characters');
  return link ?? '';
}
