import type { ParsedAlert } from '../../alert/alert.ts';
import { fingerprint, fingerprintOfId } from '../../alert/fingerprint.ts';
import { cutText } from './cut-text.ts';

/** How many bytes of UTF-8 of an alert's text are kept. */
export const MAX_ALERT_BYTES = 20_000;

/** What stays of each text however large the rest is, in bytes: a message without any of them says nothing. */
const FLOOR = { description: 2_000, summary: 1_000, label: 64 } as const;
/** Texts that are keys or headings: beyond these bytes they are no longer read by anyone. */
const LINE = { name: 500, target: 1_000, id: 500, source: 200, group: 500 } as const;

/**
 * An alert whose texts fit in `maxBytes`: the description is cut first, then
 * the summary, then the longest labels; at last labels are dropped and counted.
 * What is cut ends with a mark. The identity is that of the whole alert.
 */
export function keepWithin(alert: ParsedAlert, maxBytes: number = MAX_ALERT_BYTES): ParsedAlert {
  const lined = keepLines(alert);
  let over = sizeOf(lined) - maxBytes;
  if (over <= 0) return lined;

  const description = shorten(lined.description, over, FLOOR.description);
  over -= bytes(lined.description) - bytes(description);
  const summary = shorten(lined.summary, over, FLOOR.summary);
  over -= bytes(lined.summary) - bytes(summary);
  if (over <= 0) return { ...lined, description, summary };

  return { ...withId(lined), description, summary, labels: keepLabels(lined.labels, over) };
}

function keepLines(alert: ParsedAlert): ParsedAlert {
  const name = cutText(alert.name, LINE.name);
  const target = cutText(alert.target, LINE.target);
  const identified = name === alert.name && target === alert.target ? alert : withId(alert);
  const { id, source, group } = identified;

  return {
    ...identified,
    name,
    target,
    ...(id === undefined ? {} : { id: shortKey(id, LINE.id) }),
    ...(source === undefined ? {} : { source: shortKey(source, LINE.source) }),
    ...(group === undefined ? {} : { group: shortKey(group, LINE.group) }),
  };
}

/** Fixes the identity before what it is made of is cut: two alerts that differ only behind the cut stay two. */
function withId(alert: ParsedAlert): ParsedAlert {
  return alert.id === undefined ? { ...alert, id: fingerprint('', alert) } : alert;
}

/** A key that is too long keeps its beginning and a digest of all of it, so that different keys stay different. */
function shortKey(key: string, maxBytes: number): string {
  if (bytes(key) <= maxBytes) return key;

  return `${cutText(key, maxBytes - 23)}-${fingerprintOfId('key', key)}`;
}

function keepLabels(labels: ParsedAlert['labels'], tooMuch: number): Readonly<Record<string, string>> {
  let over = tooMuch;
  const kept = new Map(Object.entries(labels));
  for (const [key, value] of [...kept].sort(([, a], [, b]) => b.length - a.length)) {
    if (over <= 0) break;
    const shorter = shorten(value, over, FLOOR.label);
    over -= bytes(value) - bytes(shorter);
    kept.set(key, shorter);
  }

  return Object.fromEntries(dropLabels(kept, over));
}

/** Drops the last labels until `over` bytes are saved, and says how many in a label of their own. */
function dropLabels(labels: ReadonlyMap<string, string>, over: number): ReadonlyMap<string, string> {
  if (over <= 0) return labels;

  const entries = [...labels];
  const counting = 24;
  let saved = -counting;
  while (saved < over && entries.length > 0) saved += entrySize(entries.pop() ?? ['', '']);
  return new Map([...entries, ['labels_dropped', String(labels.size - entries.length)]]);
}

function shorten(text: string, over: number, floor: number): string {
  return over <= 0 ? text : cutText(text, Math.max(floor, bytes(text) - over));
}

function sizeOf(alert: ParsedAlert): number {
  let size = bytes(alert.name) + bytes(alert.target) + bytes(alert.summary) + bytes(alert.description);
  size += bytes(alert.id ?? '') + bytes(alert.group ?? '') + bytes(alert.url ?? '');
  for (const label of Object.entries(alert.labels)) size += entrySize(label);
  return size;
}

function entrySize([key, value]: readonly [string, string]): number {
  return bytes(key) + bytes(value);
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
