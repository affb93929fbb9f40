import { PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuditEntry, AuditOutcome } from '#shared/audit/audit-entry.ts';
import { auditTime, auditTimeKey, utcMonth } from '#shared/audit/audit-id.ts';
import type { AuditLog, AuditQuery } from '#shared/audit/audit-log.ts';
import { InvalidCursorError, type Page } from '#shared/delivery/ledger.ts';
import { needText, numeric, readText, type StoredItem, text } from './attribute-values.ts';
import type { Table } from './conditional.ts';
import { auditKey, auditPartition } from './keys.ts';

/** How long entries are kept, ms. */
const KEEP_MS = 365 * 86_400_000;

/** Entries one page may look at before it hands out a cursor, so that a rare filter can't run for minutes. */
const MAX_LOOKED_AT = 2_000;

/**
 * Changes in the order of time, a partition each month: a few thousand entries
 * at most, of which the newest are one query away, and thirteen hold them all.
 */
export function createAuditLog(table: Table, now: () => number): AuditLog {
  const { client, tableName: TableName } = table;

  return {
    async begin(entry) {
      const exp = numeric(Math.ceil((entry.at + KEEP_MS) / 1000));
      await client.send(new PutItemCommand({ TableName, Item: { ...auditKey(entry.id), ...encode(entry), exp } }));
    },
    async end(id, outcome) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: auditKey(id),
          UpdateExpression: 'SET outcome = :outcome',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':outcome': text(outcome) },
        }),
      );
    },
    list: (query) => list(table, query, now()),
  };
}

/** An entry is one change of a setting; without its end, nobody knows whether that was made. */
function encode({ who, what, object, changes }: AuditEntry) {
  return { j: text(JSON.stringify({ who, what, object, changes })) };
}

/** Only this log writes these items, so their JSON is what was encoded, and the outcome one of the words. */
function parseEntry(item: StoredItem): AuditEntry {
  const id = needText(item, 'sk');
  const content = JSON.parse(needText(item, 'j')) as Omit<AuditEntry, 'id' | 'at' | 'outcome'>;

  return { id, at: auditTime(id) ?? 0, ...content, outcome: (readText(item, 'outcome') ?? 'unknown') as AuditOutcome };
}

async function list(table: Table, query: AuditQuery, nowMs: number): Promise<Page<AuditEntry>> {
  const { limit, cursor } = query;
  const range = rangeOf(query, nowMs);
  const found: AuditEntry[] = [];
  let lookedAt = 0;
  for (const month of monthsOf(range)) {
    for await (const entry of entriesOf(table, month, range)) {
      if (entry.id === cursor) continue;
      if (isMeant(entry, query)) found.push(entry);
      if (found.length > limit) return { items: found.slice(0, limit), cursor: found[limit - 1]?.id ?? null };
      lookedAt += 1;
      if (lookedAt >= MAX_LOOKED_AT) return { items: found, cursor: entry.id };
    }
  }

  return { items: found, cursor: null };
}

/** Keys and times between which a page lies; the newest is exclusive when it is a cursor. */
interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  readonly from: string;
  readonly to: string;
}

/** Entries a year old may still be there: the table takes its time to forget. */
function rangeOf({ since = 0, until, cursor }: AuditQuery, nowMs: number): Range {
  const fromMs = Math.max(since, nowMs - KEEP_MS);
  // A clock of another process may be ahead of ours.
  const latestMs = Math.min(until ?? Number.POSITIVE_INFINITY, nowMs + 86_400_000);
  const cursorMs = cursor === undefined ? undefined : auditTime(cursor);
  if (cursor !== undefined && cursorMs === undefined) throw new InvalidCursorError('not a cursor of this list');
  const latest = `${auditTimeKey(latestMs)}~`;

  return {
    fromMs,
    toMs: Math.min(latestMs, cursorMs ?? latestMs),
    from: auditTimeKey(fromMs),
    to: cursor !== undefined && cursor < latest ? cursor : latest,
  };
}

/** The months of a range, newest first. */
function monthsOf({ fromMs, toMs }: Range): readonly string[] {
  const months: string[] = [];
  const first = new Date(Math.max(0, toMs));
  for (let back = 0; fromMs <= toMs; back += 1) {
    const startMs = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() - back);
    months.push(utcMonth(startMs));
    if (startMs <= fromMs) break;
  }

  return months;
}

async function* entriesOf({ client, tableName }: Table, month: string, { from, to }: Range) {
  let start: StoredItem | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': text(auditPartition(month)), ':from': text(from), ':to': text(to) },
        ScanIndexForward: false,
        Limit: 200,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    yield* Items.map(parseEntry);
    start = LastEvaluatedKey;
  } while (start !== undefined);
}

function isMeant(entry: AuditEntry, { who, what, object }: AuditQuery): boolean {
  const names: readonly string[] = Object.values(entry.who);

  return (
    (who === undefined || names.includes(who)) &&
    (what === undefined || entry.what === what) &&
    (object === undefined || entry.object === object)
  );
}
