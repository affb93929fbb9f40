import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { alertKey } from '#shared/adapters/dynamodb/keys.ts';
import type { Acknowledgement, AlertKey, Arrival } from '#shared/admission/alert-store.ts';
import { dueClass } from '#shared/admission/due.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';

/** 2026-11-21 00:00 UTC; the tests count from it. */
export const T0 = Date.UTC(2026, 10, 21);
export const SECOND = 1_000;
export const MINUTE = 60_000;
/** How long repeats are held, as by default. */
export const QUIET_MS = 10 * MINUTE;
export const DAY = 24 * 3600_000;

/** The starts of three episodes of one alert, in order. */
export const EPISODES = ['2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', '2026-11-20T12:00:00.000Z'] as const;

let counter = 0;

/** An alert of its own in channel `dba`, so that tests can share a table. */
export function freshKey(channel = 'dba'): AlertKey {
  return { channel, fingerprint: fingerprintOfId('contract', `${process.pid}-${counter++}`) };
}

/** A warning of the first episode at `T0`, due at once. */
export function arrival(key: AlertKey, overrides: Partial<Arrival> = {}): Arrival {
  const status = overrides.status ?? 'firing';
  const level = overrides.level ?? 3;
  const nowMs = overrides.nowMs ?? T0;

  return {
    ...key,
    status,
    episode: EPISODES[0],
    level,
    receipts: 1,
    brief: `${level}${status === 'firing' ? 'F' : 'R'}AAAAAAAAdisk full\thost-1`,
    content: Uint8Array.of(1, 2, 3),
    nowMs,
    due: { class: dueClass(status, level), atMs: nowMs },
    ...overrides,
  };
}

/** An arrival from a source that gives no start time. */
export function withoutStart(key: AlertKey, overrides: Partial<Arrival> = {}): Arrival {
  const { episode: _none, ...rest } = arrival(key, overrides);
  return rest;
}

/** What a message that told `version` writes; repeats are held for the quiet time. */
export function acknowledgement(
  key: AlertKey,
  { nowMs = T0, ...overrides }: Partial<Acknowledgement> & { readonly nowMs?: number } = {},
): Acknowledgement {
  const status = overrides.status ?? 'firing';
  return {
    ...key,
    version: 1,
    status,
    level: 3,
    delivery: deliveryOf(1),
    expiresAtMs: nowMs + 30 * DAY,
    ...(status === 'firing' ? { quiet: { class: 2, atMs: nowMs + QUIET_MS } } : {}),
    ...overrides,
  };
}

/** Id of a delivery: the nth message, its attempt. */
export function deliveryOf(message: number, attempt = 1): string {
  return `00mess000${String(message).padStart(8, '0')}-0-0-${attempt}`;
}

/** The attributes of an alert's item as they lie in the table. */
export async function rawItem({ client, tableName }: Table, key: AlertKey) {
  const Key = alertKey(key.channel, key.fingerprint);
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));

  return Item;
}
