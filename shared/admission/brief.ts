import { createHash } from 'node:crypto';
import type { Alert, AlertStatus } from '../alert/alert.ts';
import { type Level, levelNumber, levelOfNumber } from '../alert/level.ts';

/** What the index knows of an alert: enough for a line in a digest. */
export interface Brief {
  readonly level: Level;
  readonly status: AlertStatus;
  /** Hash of the group key: alerts with the same one share a message. */
  readonly group: string;
  readonly name: string;
  readonly target: string;
}

/** An index entry is read for every waiting alert, so a brief stays below 120 bytes. */
const NAME_BYTES = 54;
const TARGET_BYTES = 48;
const GROUP_CHARS = 8;

/** Packs a brief: level digit, status letter, group hash, name, tab, target. */
export function encodeBrief(alert: Alert, groupKey: string): string {
  const group = createHash('sha256').update(groupKey).digest('base64url').slice(0, GROUP_CHARS);
  const name = clip(oneLine(alert.name), NAME_BYTES);
  const target = clip(oneLine(alert.target), TARGET_BYTES);

  return `${levelNumber(alert.level)}${alert.status === 'firing' ? 'F' : 'R'}${group}${name}\t${target}`;
}

/** Reads a brief. A broken one still names the alert as well as it can. */
export function decodeBrief(text: string): Brief {
  const [name = '', target = ''] = text.slice(2 + GROUP_CHARS).split('\t');

  return {
    level: levelOfNumber(Number(text[0])) ?? 'warning',
    status: text[1] === 'R' ? 'resolved' : 'firing',
    group: text.slice(2, 2 + GROUP_CHARS),
    name,
    target,
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function clip(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let clipped = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes - 3) break;
    clipped += character;
  }

  return `${clipped}…`;
}
