import type { AlertItem, HeldBack } from '#shared/admission/alert-item.ts';
import type { DueEntry } from '#shared/admission/alert-store.ts';
import { decodeDue } from '#shared/admission/due.ts';
import { type Changes, changesOf, type FlappingRun } from '#shared/admission/flapping.ts';
import type { LevelNumber } from '#shared/alert/level.ts';
import { deliveryPlace } from '#shared/delivery/delivery-id.ts';
import { episodeTime } from './alert-clauses.ts';
import { DELIVERY_NAMES } from './alert-tellings.ts';
import { needNumber, needText, readBytes, readNumber, readText, type StoredItem } from './attribute-values.ts';
import { parseAlertPartition } from './keys.ts';

/** Reads an alert item of the table. */
export function decodeAlertItem(item: StoredItem): AlertItem {
  const stored = readText(item, 'due');
  const due = stored === undefined ? undefined : decodeDue(stored);
  const run = due?.flapping === true ? flappingRun(item) : undefined;
  const version = needNumber(item, 'v');
  const told = readText(item, 'told');
  const toldLevel = readNumber(item, 'tl');

  return {
    channel: channelOf(item),
    fingerprint: needText(item, 'sk'),
    status: status(needText(item, 'st')),
    episode: episodeTime(needText(item, 'ep')),
    level: level(needNumber(item, 'lv')),
    version,
    receipts: needNumber(item, 'n'),
    brief: needText(item, 'b'),
    content: readBytes(item, 'c') ?? new Uint8Array(),
    firstAt: needNumber(item, 'firstAt'),
    lastAt: needNumber(item, 'lastAt'),
    deliveries: DELIVERY_NAMES.map((name) => readText(item, name) ?? '').filter((id) => id !== ''),
    ...optional('dueAt', due?.atMs),
    ...(run === undefined ? {} : { flapping: { changes: changesOf(run, version), sinceMs: run.sinceMs } }),
    ...(told === undefined ? {} : { told: status(told) }),
    ...(toldLevel === undefined ? {} : { toldLevel: level(toldLevel) }),
    ...optional('since', readNumber(item, 'since')),
    ...optional('toldVersion', readNumber(item, 'tv')),
    ...optional('toldReceipts', readNumber(item, 'sent')),
    ...optional('suppressed', readText(item, 'sup')),
    ...optional('heldBack', heldBack(item)),
    ...(readNumber(item, 'hm') === undefined ? {} : { maybeShown: true }),
    ...optional('maybeShownVersion', readNumber(item, 'hv')),
    ...optional('firings', readNumber(item, 'fr')),
    ...optional('namedFor', readNumber(item, 'nl')),
    ...optional('dead', readText(item, 'dead')),
    ...optional('diedAt', readNumber(item, 'died')),
    ...optional('replayedAt', readNumber(item, 'rep')),
    ...optional('wasDead', readText(item, 'was')),
  };
}

/** Reads an entry of the due index. */
export function decodeDueEntry(item: StoredItem): DueEntry {
  const told = readText(item, 'told');
  const due = decodeDue(needText(item, 'due'));
  const toldLevel = readNumber(item, 'tl');

  return {
    channel: channelOf(item),
    fingerprint: needText(item, 'sk'),
    due,
    brief: needText(item, 'b'),
    version: needNumber(item, 'v'),
    since: readNumber(item, 'since') ?? due.atMs,
    ...(told === undefined ? {} : { told: status(told) }),
    ...(toldLevel === undefined ? {} : { toldLevel: level(toldLevel) }),
  };
}

/** Reads what an item says of its changes, right after a transition was written on it. */
export function decodeChanges(item: StoredItem): Changes {
  const run = flappingRun(item);
  const toldLevel = readNumber(item, 'tl');

  return {
    times: CHANGE_NAMES.map((name) => readNumber(item, name) ?? 0).filter((at) => at > 0),
    version: needNumber(item, 'v'),
    level: level(needNumber(item, 'lv')),
    ...optional('run', run),
    ...optional('toldVersion', readNumber(item, 'tv')),
    ...(toldLevel === undefined ? {} : { toldLevel: level(toldLevel) }),
    // The id of a message holds its time, which saves the item another one.
    ...optional('toldAt', deliveryPlace(readText(item, 'm0') ?? '')?.atMs),
  };
}

/** The times of changes, newest first: `up` is there only while it fires. */
const CHANGE_NAMES = ['up', 'f0', 'f1', 'f2', 'f3'] as const;

/** The due time the postponement wrote is kept beside it: where they differ, something else made the alert due. */
function heldBack(item: StoredItem): HeldBack | undefined {
  const [reason, by, atMs] = [readText(item, 'hr'), readText(item, 'hb'), readNumber(item, 'ht')];
  if (reason === undefined || by === undefined || atMs === undefined) return undefined;

  return { reason, by, atMs, ...(isPutOff(item) ? { untilMs: decodeDue(needText(item, 'due')).atMs } : {}) };
}

/** Whether it is due when a postponement said, and for no other reason. */
export function isPutOff(item: StoredItem): boolean {
  const due = readText(item, 'due');
  return due !== undefined && due === readText(item, 'hd');
}

function flappingRun(item: StoredItem): FlappingRun | undefined {
  const version = readNumber(item, 'fv');
  const sinceMs = readNumber(item, 'fs');
  if (version === undefined || sinceMs === undefined) return undefined;

  return { version, sinceMs, seenMs: readNumber(item, 'fl') ?? sinceMs };
}

function channelOf(item: StoredItem): string {
  const partition = parseAlertPartition(needText(item, 'pk'));
  if (partition === undefined) throw new Error('not an alert item');
  return partition.channel;
}

function status(letter: string): 'firing' | 'resolved' {
  return letter === 'R' ? 'resolved' : 'firing';
}

function level(value: number): LevelNumber {
  return value === 1 || value === 2 || value === 4 || value === 5 ? value : 3;
}

function optional<K extends string, V>(name: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in K]: V });
}
