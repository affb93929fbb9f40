import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Fingerprint } from '#shared/alert/fingerprint.ts';
import type { InhibitingSource, SourceEnd, SourceRegister } from '#shared/inhibition/source-register.ts';
import type { ConditionalWrite } from './alert-writes.ts';
import { needNumber, needText, numeric, readNumber, readText, type StoredItem, text } from './attribute-values.ts';
import { type Table, tryUpdate } from './conditional.ts';
import { sourceKey } from './keys.ts';
import { readPartition } from './read-partition.ts';
import { TABLE_SCHEMA } from './table-schema.ts';

/**
 * Alerts that inhibit others, in one partition: whoever judges reads them all.
 *
 *   note ──▶ j, ep, at ── noteHeld ──▶ + held ── end ──▶ + ended      deleted by its age (`exp`)
 *             ▲  └─ note again: at, exp                     │
 *             └────── a newer episode, or without one ──────┘  (and + rec where it recovered, at once or later)
 */
export function createSourceRegister(table: Table): SourceRegister {
  return {
    list: async () => (await readPartition(table.client, table.tableName, 'I')).map(parseItem),
    async note({ fingerprint, keepUntilMs, lastAt, episode, id, subject, within }) {
      await tryUpdate(table, sourceKey(fingerprint), {
        update: `SET j = :j, #at = :at, ${TABLE_SCHEMA.ttl} = :exp${episode === undefined ? '' : ', ep = :ep'}${within === undefined ? '' : ', wi = :wi'} REMOVE ended, rec${within === undefined ? ', wi' : ''}`,
        condition: `(${notLate(episode)})${ofBound(within, 'or nobody')}`,
        names: { '#at': 'at' },
        values: {
          ':j': text(JSON.stringify({ id, subject, ...(within && { within }) })),
          ...boundValues(within),
          ':at': numeric(lastAt),
          ':exp': numeric(Math.ceil(keepUntilMs / 1000)),
          ...(episode === undefined ? {} : { ':ep': text(episode) }),
        },
      });
    },
    async end(end) {
      // A write that is refused costs as much as one that is not, and most of these are of no source.
      if (end.unseen === undefined && !(await mayEnd(table, end))) return undefined;
      const ended = await tryUpdate(table, sourceKey(end.fingerprint), endWrite(end));
      return ended === 'refused' || wasOver(ended) ? undefined : parseItem(ended);
    },
    async noteHeld(fingerprint, marks) {
      await tryUpdate(table, sourceKey(fingerprint), {
        update: 'ADD held :marks',
        condition: `attribute_exists(${TABLE_SCHEMA.partitionKey})`,
        values: { ':marks': { SS: [...marks] } },
      });
    },
  };
}

/** Of an episode that is over there are only late copies; without a start nothing tells them from the next. */
function notLate(episode: string | undefined): string {
  if (episode === undefined) return 'attribute_not_exists(rec) OR attribute_exists(rec)';
  return 'attribute_not_exists(ep) OR ep < :ep OR (ep = :ep AND attribute_not_exists(rec))';
}

/** A bound sender has no say in what others noted; who is not bound has it in everything. */
function ofBound(within: readonly string[] | undefined, others: 'nobody else' | 'or nobody'): string {
  if (within === undefined) return '';
  return others === 'nobody else'
    ? ' AND wi = :wi'
    : ` AND (attribute_not_exists(${TABLE_SCHEMA.partitionKey}) OR wi = :wi)`;
}

function boundValues(within: readonly string[] | undefined): ConditionalWrite['values'] {
  return within === undefined ? {} : { ':wi': text(within.toSorted().join('/')) };
}

async function mayEnd({ client, tableName }: Table, { fingerprint, how }: SourceEnd): Promise<boolean> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: sourceKey(fingerprint), ConsistentRead: true }),
  );
  return Item !== undefined && Item[lastMark(how)] === undefined;
}

/** What says that nothing is left to note: one that is no source any more may still recover. */
function lastMark(how: SourceEnd['how']): 'ended' | 'rec' {
  return how === 'recovered' ? 'rec' : 'ended';
}

/** Whether it was no source any more when it recovered: what it held was let go then. */
function wasOver(item: StoredItem): boolean {
  const recovered = readNumber(item, 'rec');
  return recovered !== undefined && recovered !== readNumber(item, 'ended');
}

/** The end of one that was never seen firing leaves what a late firing is known by. */
function endWrite({ how, episode, atMs, unseen, within }: SourceEnd): ConditionalWrite {
  const set = how === 'recovered' ? ['ended = if_not_exists(ended, :now)', 'rec = :now'] : ['ended = :now'];
  const seen = `attribute_exists(${TABLE_SCHEMA.partitionKey}) AND attribute_not_exists(${lastMark(how)})${ofBound(within, 'nobody else')}`;
  const isSameEpisode = episode === undefined ? '' : ' AND (attribute_not_exists(ep) OR ep <= :ep)';
  const values = {
    ':now': numeric(atMs),
    ...boundValues(within),
    ...(episode === undefined ? {} : { ':ep': text(episode) }),
  };
  if (unseen === undefined) return { update: `SET ${set.join(', ')}`, condition: seen + isSameEpisode, values };

  return {
    update: `SET ${[...set, ...(within === undefined ? [] : ['wi = :wi']), 'j = :j', '#at = if_not_exists(#at, :now)', 'ep = :ep', `${TABLE_SCHEMA.ttl} = :exp`].join(', ')}`,
    condition: `attribute_not_exists(${TABLE_SCHEMA.partitionKey}) OR (${seen}${isSameEpisode})`,
    names: { '#at': 'at' },
    values: {
      ...values,
      ':j': text(JSON.stringify({ id: unseen.id, subject: unseen.subject, ...(within && { within }) })),
      ':exp': numeric(Math.ceil(unseen.keepUntilMs / 1000)),
    },
  };
}

/** Only this store writes these items. */
function parseItem(item: StoredItem): InhibitingSource {
  const said = JSON.parse(needText(item, 'j')) as Pick<InhibitingSource, 'id' | 'subject' | 'within'>;
  const [episode, endedAt] = [readText(item, 'ep'), readNumber(item, 'ended')];
  const fingerprint: Fingerprint = needText(item, TABLE_SCHEMA.sortKey);

  return {
    fingerprint,
    ...said,
    lastAt: needNumber(item, 'at'),
    heldIn: (item['held']?.SS ?? []).toSorted(),
    ...(episode === undefined ? {} : { episode }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}
