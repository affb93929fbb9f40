import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SilentSpell, SweepMark, WatchState, WatchStore } from '#shared/watchdogs/watch-store.ts';
import { needText, numeric, readNumber, readText, type StoredItem, text } from './attribute-values.ts';
import { type Table, tryUpdate } from './conditional.ts';
import { sweepMarkKey, WATCH_PARTITION, watchedSourceKey, watchedSourceOf } from './keys.ts';
import { readPartition } from './read-partition.ts';

/**
 * One item for each source that is watched, and the sweeps' own mark. Two kinds
 * of writers never write the same attribute:
 *
 *   receive  hd             when it last spoke, never backwards
 *   sweep    wd, sl, n      each write only in place of the `n` and `hd` it read
 *
 * So of two sweeps one tells, and none tells of a source that spoke meanwhile.
 */
export function createWatchStore(table: Table): WatchStore {
  return {
    async hear(source, atMs) {
      // Refused: a receiver whose clock is ahead was here first.
      await tryUpdate(table, watchedSourceKey(source), {
        update: 'SET hd = :at',
        condition: 'attribute_not_exists(hd) OR hd < :at',
        values: { ':at': numeric(atMs) },
      });
    },
    async list() {
      const items = await readPartition(table.client, table.tableName, WATCH_PARTITION);
      const states = items.flatMap((item) => {
        const source = watchedSourceOf(needText(item, 'sk'));
        return source === undefined ? [] : [decode(source, item)];
      });
      const mark = items.find((item) => item['lastAt'] !== undefined);
      return { states, ...(mark === undefined ? {} : { mark: decodeMark(mark) }) };
    },
    advance: (from, to) => write(table, from, to),
    forget: (from, expiresAtMs) => write(table, from, {}, Math.ceil(expiresAtMs / 1000)),
    async mark({ lastAtMs, unbrokenSinceMs, cursor }) {
      await tryUpdate(table, sweepMarkKey(), {
        update: `SET lastAt = :last, unbroken = :unbroken${cursor === undefined ? ' REMOVE cur' : ', cur = :cur'}`,
        condition: 'attribute_not_exists(lastAt) OR lastAt <= :last',
        values: {
          ':last': numeric(lastAtMs),
          ':unbroken': numeric(unbrokenSinceMs),
          ...(cursor === undefined ? {} : { ':cur': text(cursor) }),
        },
      });
    },
  };
}

async function write(
  table: Table,
  { source, version, heardAtMs }: WatchState,
  { watchedSinceMs, silence }: Pick<WatchState, 'watchedSinceMs' | 'silence'>,
  exp?: number,
): Promise<'written' | 'refused'> {
  const wanted: Readonly<Record<string, AttributeValue | undefined>> = {
    wd: watchedSinceMs === undefined ? undefined : numeric(watchedSinceMs),
    sl: silence === undefined ? undefined : text(JSON.stringify(silence)),
    exp: exp === undefined ? undefined : numeric(exp),
  };
  const set = Object.entries(wanted).filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined);
  const gone = Object.keys(wanted).filter((name) => wanted[name] === undefined);
  const result = await tryUpdate(table, watchedSourceKey(source), {
    update: `SET n = :next${set.map(([name]) => `, ${name} = :${name}`).join('')}${gone.length > 0 ? ` REMOVE ${gone.join(', ')}` : ''}`,
    condition: `${version === 0 ? 'attribute_not_exists(n)' : 'n = :n'} AND ${heardAtMs === undefined ? 'attribute_not_exists(hd)' : 'hd = :hd'}`,
    values: {
      ':next': numeric(version + 1),
      ...(version === 0 ? {} : { ':n': numeric(version) }),
      ...(heardAtMs === undefined ? {} : { ':hd': numeric(heardAtMs) }),
      ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
    },
  });

  return result === 'refused' ? 'refused' : 'written';
}

function decode(source: string, item: StoredItem): WatchState {
  const [heardAtMs, watchedSinceMs, silence] = [readNumber(item, 'hd'), readNumber(item, 'wd'), readText(item, 'sl')];
  return {
    source,
    version: readNumber(item, 'n') ?? 0,
    ...(heardAtMs === undefined ? {} : { heardAtMs }),
    ...(watchedSinceMs === undefined ? {} : { watchedSinceMs }),
    ...(silence === undefined ? {} : { silence: parseSilence(silence) }),
  };
}

/** Only this store writes it. */
function parseSilence(json: string): SilentSpell {
  return JSON.parse(json) as SilentSpell;
}

function decodeMark(item: StoredItem): SweepMark {
  const [lastAtMs, cursor] = [readNumber(item, 'lastAt') ?? 0, readText(item, 'cur')];
  const unbrokenSinceMs = readNumber(item, 'unbroken') ?? lastAtMs;
  return { lastAtMs, unbrokenSinceMs, ...(cursor === undefined ? {} : { cursor }) };
}
