import type { AlertItem } from '../admission/alert-item.ts';
import type { AlertStore } from '../admission/alert-store.ts';
import { SHARDS } from '../admission/shard.ts';
import { isFingerprint } from '../alert/fingerprint.ts';
import { canNameChannel } from '../channels/channel-name.ts';
import { InvalidCursorError, type Page } from './ledger.ts';

/** Which alert items a page is to hold. */
export interface ItemQuery {
  /** Names of the channels to walk through. */
  readonly channels: readonly string[];
  matches(item: AlertItem): boolean;
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
/** What a request counts for at least: hundreds of empty partitions take their time too. */
const REQUEST_COUNTS_AS = 40;

/**
 * The items that match, by channel, then in the order of fingerprints. What
 * changes meanwhile keeps its place, so a walk that revives what it finds
 * meets nothing twice.
 */
export async function pageAlerts(
  query: ItemQuery,
  alerts: Pick<AlertStore, 'page'>,
  lookAt: number = MAX_LOOKED_AT,
): Promise<Page<AlertItem>> {
  const names = query.channels.filter(canNameChannel).toSorted();
  const items: AlertItem[] = [];
  let position = query.cursor === undefined ? start(names[0]) : goOn(readCursor(query.cursor), names);
  let lookedAt = 0;
  while (position !== undefined && items.length < query.limit && lookedAt < lookAt) {
    const { channel, shard, after } = position;
    const room = query.limit - items.length;
    const page = await alerts.page(channel, shard, after, Math.max(room, 50));
    const found = page.items.filter(query.matches);
    items.push(...found.slice(0, room));
    lookedAt += Math.max(page.items.length + (page.leftOut ?? 0), REQUEST_COUNTS_AS);
    const cutAt = found.length > room ? found[room - 1]?.fingerprint : undefined;
    position = cutAt === undefined ? nextPosition(position, page.next, names) : { channel, shard, after: cutAt };
  }

  return { items, cursor: position === undefined ? null : writeCursor(position) };
}

function start(channel: string | undefined): Position | undefined {
  return channel === undefined ? undefined : { channel, shard: SHARDS.charAt(0) };
}

/** A cursor of another list must not lead into a channel that was not asked for. */
function goOn(position: Position, names: readonly string[]): Position | undefined {
  return names.includes(position.channel) ? position : start(nameAfter(position.channel, names));
}

function nextPosition(position: Position, next: string | undefined, names: readonly string[]): Position | undefined {
  if (next !== undefined) return { ...position, after: next };
  const shard = SHARDS.charAt(SHARDS.indexOf(position.shard) + 1);

  return shard === '' ? start(nameAfter(position.channel, names)) : { channel: position.channel, shard };
}

/** By name, not by place: a channel may have gone since the last page. */
function nameAfter(channel: string, names: readonly string[]): string | undefined {
  return names.find((name) => name > channel);
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
