import { type AlertState, alertState } from '../admission/alert-item.ts';
import type { AlertStore } from '../admission/alert-store.ts';
import { SHARDS } from '../admission/shard.ts';
import { isFingerprint } from '../alert/fingerprint.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { type AlertRow, alertRow } from './alert-row.ts';
import { InvalidCursorError, type Page } from './ledger.ts';

/** Which alerts to list. */
export interface AlertListQuery {
  readonly channel?: string;
  readonly state?: AlertState;
  /** The alert's name, exactly. */
  readonly name?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Where a list goes on. */
interface Position {
  readonly channel: string;
  readonly shard: string;
  readonly after?: string;
}

/** Items one page may look at before it hands out a cursor, so that a rare filter can't run for minutes. */
const MAX_LOOKED_AT = 20_000;

/** The ledger's rows, one an alert and channel: by channel, then in the order of fingerprints. */
export async function listAlerts(
  query: AlertListQuery,
  channelNames: readonly string[],
  alerts: Pick<AlertStore, 'page'>,
): Promise<Page<AlertRow>> {
  const names = query.channel === undefined ? channelNames.toSorted() : [query.channel];
  const rows: AlertRow[] = [];
  let position = query.cursor === undefined ? start(names[0]) : readCursor(query.cursor);
  let lookedAt = 0;
  while (position !== undefined && rows.length < query.limit && lookedAt < MAX_LOOKED_AT) {
    const { channel, shard, after } = position;
    const room = query.limit - rows.length;
    const page = await alerts.page(channel, shard, after, Math.max(room, 50));
    const fitting = page.items.filter((item) => query.state === undefined || alertState(item) === query.state);
    const found = fitting.map((item) => ({ item, row: alertRow(item, alertOf(item), channel) }));
    const named = found.filter(({ row }) => query.name === undefined || row.name === query.name);
    rows.push(...named.slice(0, room).map(({ row }) => row));
    lookedAt += page.items.length;
    const cutAt = named.length > room ? named[room - 1]?.item.fingerprint : undefined;
    position = cutAt === undefined ? nextPosition(position, page.next, names) : { channel, shard, after: cutAt };
  }

  return { items: rows, cursor: position === undefined ? null : writeCursor(position) };
}

function start(channel: string | undefined): Position | undefined {
  return channel === undefined ? undefined : { channel, shard: SHARDS.charAt(0) };
}

function nextPosition(position: Position, next: string | undefined, names: readonly string[]): Position | undefined {
  if (next !== undefined) return { ...position, after: next };
  const shard = SHARDS.charAt(SHARDS.indexOf(position.shard) + 1);
  if (shard !== '') return { channel: position.channel, shard };

  // By name, not by place: a channel may have gone since the last page.
  return start(names.find((name) => name > position.channel));
}

function writeCursor({ channel, shard, after }: Position): string {
  return Buffer.from(`${shard}${after ?? ''}/${channel}`).toString('base64url');
}

function readCursor(cursor: string): Position {
  const [, shard, after, channel] =
    /^([0-9a-f])([\w-]*)\/(.+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (shard === undefined || channel === undefined || (after !== '' && !isFingerprint(after ?? ''))) {
    throw new InvalidCursorError('not a cursor of this list');
  }

  return { channel, shard, ...(after === undefined || after === '' ? {} : { after }) };
}
