import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { DueEntry } from '#shared/admission/alert-store.ts';
import { decodeDue } from '#shared/admission/due.ts';
import type { LevelNumber } from '#shared/alert/level.ts';
import { DELIVERY_NAMES } from './alert-tellings.ts';
import { episodeTime } from './alert-writes.ts';
import { needNumber, needText, readBytes, readNumber, readText, type StoredItem } from './attribute-values.ts';
import { parseAlertPartition } from './keys.ts';

/** Reads an alert item of the table. */
export function decodeAlertItem(item: StoredItem): AlertItem {
  const due = readText(item, 'due');
  const told = readText(item, 'told');
  const toldLevel = readNumber(item, 'tl');

  return {
    channel: channelOf(item),
    fingerprint: needText(item, 'sk'),
    status: status(needText(item, 'st')),
    episode: episodeTime(needText(item, 'ep')),
    level: level(needNumber(item, 'lv')),
    version: needNumber(item, 'v'),
    receipts: needNumber(item, 'n'),
    brief: needText(item, 'b'),
    content: readBytes(item, 'c') ?? new Uint8Array(),
    firstAt: needNumber(item, 'firstAt'),
    lastAt: needNumber(item, 'lastAt'),
    deliveries: DELIVERY_NAMES.map((name) => readText(item, name) ?? '').filter((id) => id !== ''),
    ...(due === undefined ? {} : { dueAt: decodeDue(due).atMs }),
    ...(told === undefined ? {} : { told: status(told) }),
    ...(toldLevel === undefined ? {} : { toldLevel: level(toldLevel) }),
    ...optional('since', readNumber(item, 'since')),
    ...optional('toldVersion', readNumber(item, 'tv')),
    ...optional('toldReceipts', readNumber(item, 'sent')),
    ...optional('suppressed', readText(item, 'sup')),
    ...optional('dead', readText(item, 'dead')),
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
