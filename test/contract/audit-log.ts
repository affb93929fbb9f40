import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuditLog } from '#shared/adapters/dynamodb/audit-log.ts';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import type { AuditEntry } from '#shared/audit/audit-entry.ts';
import { auditId } from '#shared/audit/audit-id.ts';
import type { AuditLog, AuditQuery } from '#shared/audit/audit-log.ts';
import { InvalidCursorError } from '#shared/delivery/ledger.ts';
import type { OpenedTable, OpenTable } from './alert-store-table.ts';

const DAY_MS = 86_400_000;
/** When everything in this suite is looked at. */
export const NOW_MS = Date.UTC(2026, 10, 21, 2);

/** An entry as it is first written, at a time, told from others of that time by a digit. */
export function anEntry(at: number, digit = 0, overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: auditId(at, String(digit).padStart(8, '0')),
    at,
    who: { kind: 'token', name: '值班', id: '8c6976e5b5410415' },
    what: 'channel-replaced',
    object: 'dba',
    outcome: 'unknown',
    changes: [{ field: 'limits.perMinute', before: 20, after: null }],
    ...overrides,
  };
}

/** An audit log on a table that is emptied before, at `NOW_MS`. */
export async function emptyLog(table: Table): Promise<AuditLog> {
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.tableName }));
  for (const { pk, sk } of Items) {
    if (pk === undefined || sk === undefined) continue;
    await table.client.send(new DeleteItemCommand({ TableName: table.tableName, Key: { pk, sk } }));
  }

  return createAuditLog(table, () => NOW_MS);
}

/** What every audit log does. */
export function defineAuditLogContract(kind: string, open: OpenTable): void {
  describe(`an audit log (${kind})`, () => {
    let table: OpenedTable;
    let log: AuditLog;
    beforeAll(async () => {
      table = await open();
    });
    afterAll(() => table.stop());
    beforeEach(async () => {
      log = await emptyLog(table);
    });
    const ids = async (query: Partial<AuditQuery> = {}) =>
      (await log.list({ limit: 100, ...query })).items.map(({ id }) => id);
    const write = async (...entries: readonly AuditEntry[]) => {
      for (const entry of entries) await log.begin(entry);
    };

    test('is empty at first', async () => {
      expect(await log.list({ limit: 1 })).toEqual({ items: [], cursor: null });
    });

    test('gives back what was written, and what came of it once that is known', async () => {
      const entries = [
        anEntry(NOW_MS, 0),
        anEntry(NOW_MS, 1, { who: { kind: 'file', name: 'tocsin.yaml' } }),
        anEntry(NOW_MS, 2),
      ];
      await write(...entries);
      await log.end(anEntry(NOW_MS, 0).id, 'done');
      await log.end(anEntry(NOW_MS, 1).id, 'not-done');

      const outcomes = ['done', 'not-done', 'unknown'];
      expect((await log.list({ limit: 9 })).items).toEqual(
        entries.map((entry, nth) => ({ ...entry, outcome: outcomes[nth] })).toReversed(),
      );
    });

    test('refuses an end of what was never begun', async () => {
      await expect(log.end(anEntry(NOW_MS).id, 'done')).rejects.toThrow();
      expect(await ids()).toEqual([]);
    });

    test('lists newest first over months, page by page, each entry once', async () => {
      const entries = [0, 1, 1, 20, 40, 40, 70, 200, 364].map((days, nth) => anEntry(NOW_MS - days * DAY_MS, nth));
      await write(...entries);
      const expected = entries
        .map(({ id }) => id)
        .toSorted()
        .toReversed();

      expect(await ids()).toEqual(expected);
      for (const limit of [1, 2, 4, 8]) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await log.list({ limit, ...(cursor === undefined ? {} : { cursor }) });
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.cursor ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toEqual(expected);
      }
    });

    test('keeps to a span of time, both ends within', async () => {
      const [old, middle, young] = [40, 20, 1].map((days) => anEntry(NOW_MS - days * DAY_MS));
      if (old === undefined || middle === undefined || young === undefined) throw new Error('three entries');
      await write(old, middle, young);

      expect(await ids({ since: middle.at })).toEqual([young.id, middle.id]);
      expect(await ids({ until: middle.at })).toEqual([middle.id, old.id]);
      expect(await ids({ since: middle.at, until: middle.at })).toEqual([middle.id]);
      expect(await ids({ since: young.at + 1 })).toEqual([]);
      expect(await ids({ since: young.at, until: old.at })).toEqual([]);
      expect(await ids({ since: 0, until: 999_999_999_999_999 })).toHaveLength(3);
    });

    test('finds by who, what and object', async () => {
      const [a, b, c] = [
        anEntry(NOW_MS, 0),
        anEntry(NOW_MS, 1, { what: 'token-revoked', object: '8c6976e5b5410415' }),
        anEntry(NOW_MS, 2, { who: { kind: 'first-token', name: 'admin' } }),
      ];
      if (a === undefined || b === undefined || c === undefined) throw new Error('three entries');
      await write(a, b, c);

      for (const who of ['值班', '8c6976e5b5410415', 'token']) expect(await ids({ who })).toEqual([b.id, a.id]);
      for (const who of ['admin', 'first-token']) expect(await ids({ who })).toEqual([c.id]);
      expect(await ids({ what: 'token-revoked' })).toEqual([b.id]);
      expect(await ids({ object: 'dba' })).toEqual([c.id, a.id]);
      expect(await ids({ object: 'dba', who: '值班', limit: 1 })).toEqual([a.id]);
      expect(await ids({ who: 'nobody' })).toEqual([]);
    });

    test.each(['', 'x', '0mwrz3a2b4k2j8x1', '../../etc'])('refuses the cursor %j', async (cursor) => {
      await expect(log.list({ limit: 1, cursor })).rejects.toThrow(InvalidCursorError);
    });
  });
}
