import { deliveryPlace, utcDay } from '#shared/delivery/delivery-id.ts';
import { InvalidCursorError } from '#shared/delivery/ledger.ts';

/** Place of a delivery within its day: by time, then by id. `~` comes after all ids of a time. */
export function sortKey(atMs: number, id: string): string {
  return `${String(Math.max(0, Math.round(atMs))).padStart(13, '0')}#${id}`;
}

/** Place of a delivery that is recorded. */
export function sortOf(delivery: { readonly id: string }): string {
  return sortKey(deliveryPlace(delivery.id)?.atMs ?? 0, delivery.id);
}

/** A place in the record as a cursor. */
export function writeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** The place a cursor of this list stands for, and its day. One of an older version is the id of a delivery alone. */
export function readCursor(cursor: string): { readonly day: string; readonly position: string } {
  const given = Buffer.from(cursor, 'base64url').toString();
  const position = deliveryPlace(given) === undefined ? given : sortOf({ id: given });
  const [, time, id] = /^(\d{13})#(.+)$/.exec(position) ?? [];
  const isOurs = time !== undefined && (id === '~' || deliveryPlace(id ?? '')?.atMs === Number(time));
  if (!isOurs) throw new InvalidCursorError('not a cursor of this list');

  return { day: utcDay(Number(time)), position };
}
