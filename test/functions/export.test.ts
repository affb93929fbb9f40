import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import type { AdminDeps } from '#functions/admin/deps.ts';
import { csvLine, csvRow } from '#functions/edge/csv.ts';
import type { AlertRow } from '#shared/delivery/alert-row.ts';
import { DEAD_LETTER, ROW, WELL } from './answers.ts';
import { adminDeps, bearer } from './fakes.ts';

const LISTS = ['/v1/alerts', '/v1/deliveries', '/v1/dead-letters'] as const;

async function get(path: string, part: Partial<AdminDeps> = {}, headers: Readonly<Record<string, string>> = {}) {
  const app = createAdminApp(adminDeps({ ...WELL, ...part }).deps);
  const response = await app.request(path, { headers: { ...bearer('read'), ...headers } });
  // Not `text()`, which takes the byte order mark off.
  return { response, body: Buffer.from(await response.arrayBuffer()).toString() };
}

describe('a list as a file', () => {
  test.each(LISTS)('%s is a table whose columns are what the rows have', async (path) => {
    const { items } = JSON.parse((await get(path)).body);
    const { response, body } = await get(`${path}?format=csv`);
    const [head = '', row = ''] = body.split('\r\n');

    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="tocsin-[a-z-]+\.csv"$/);
    expect(head).toBe(`\ufeff${Object.keys(items[0]).join(',')}`);
    expect(row).toContain('运维 1');
    expect(body.endsWith('\r\n')).toBe(true);
  });

  test.each(LISTS)('%s is a JSON object a line', async (path) => {
    const { items } = JSON.parse((await get(path)).body);
    const { response, body } = await get(`${path}?format=jsonl`);

    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(body).toBe(`${JSON.stringify(items[0])}\n`);
  });

  test.each([
    ['text/csv', 'text/csv; charset=utf-8'],
    ['application/x-ndjson', 'application/x-ndjson'],
    ['application/json, text/csv;q=0.5', 'application/json'],
    ['text/html,*/*', 'application/json'],
  ])('comes as Accept asks: %s', async (accept, type) => {
    expect((await get('/v1/alerts', {}, { accept })).response.headers.get('content-type')).toBe(type);
  });

  test('goes on by a link, and its pages can be put together', async () => {
    const { response } = await get('/v1/alerts?format=csv&name=a%20b');
    expect(response.headers.get('link')).toBe('</v1/alerts?format=csv&name=a+b&cursor=next>; rel="next"');
    expect(response.headers.get('x-next-cursor')).toBe('next');

    const last = await get('/v1/alerts?format=csv&cursor=next', {
      listAlerts: async () => ({ items: [ROW], cursor: null }),
    });
    expect(last.body).toMatch(/^disk-7,native,/);
    expect(last.response.headers.has('link')).toBe(false);
  });

  test('has a thousand rows unless a limit is given', async () => {
    const asked: number[] = [];
    const listAlerts: AdminDeps['listAlerts'] = async ({ limit }) => {
      asked.push(limit);
      return { items: [], cursor: null };
    };
    for (const query of ['', '?format=csv', '?format=csv&limit=5']) await get(`/v1/alerts${query}`, { listAlerts });

    expect(asked).toEqual([100, 1_000, 5]);
  });

  test('has only its head where there is no row', async () => {
    const listAlerts = async () => ({ items: [], cursor: null });
    expect((await get('/v1/alerts?format=csv', { listAlerts })).body).toMatch(/^\ufeffid,[^\n]*\r\n$/);
  });

  test.each([
    ['/v1/alerts?format=xlsx', 'format'],
    ['/v1/alerts?language=fr', 'language'],
    ['/v1/alerts?format=csv&format=json', 'format'],
  ])('%s is refused by name', async (path, field) => {
    const { response, body } = await get(path);

    expect(response.status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ field }] });
  });

  test('is cut to what an answer from Lambda can hold, with the cursor of the last row in it', async () => {
    const rows = Array.from(
      { length: 1_000 },
      (_, at): AlertRow => ({ ...ROW, id: `${at}`, target: '"'.repeat(9_000) }),
    );
    const listAlerts: AdminDeps['listAlerts'] = async ({ limit, cursor = '0' }) => {
      const items = rows.slice(Number(cursor), Number(cursor) + limit);
      const next = Number(cursor) + items.length;
      return { items, cursor: next < rows.length ? String(next) : null };
    };
    const seen: string[] = [];
    for (let cursor: string | null = '0'; cursor !== null; ) {
      const { body } = await get(`/v1/alerts?limit=1000&cursor=${cursor}`, { listAlerts });
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(6 * 1024 * 1024);
      const page: { items: { id: string }[]; cursor: string | null } = JSON.parse(body);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    }

    expect(seen).toEqual(rows.map(({ id }) => id));
  });
});

describe('a table', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1+1'])(
    'never holds what a spreadsheet would run: %j',
    async (name) => {
      const listAlerts = async () => ({ items: [{ ...ROW, name }], cursor: null });
      expect((await get('/v1/alerts?format=csv', { listAlerts })).body).toContain(`,'${name},`);
    },
  );

  test('can be read back as it was, by RFC 4180', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '=', '中') });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 4 }), (fields) => {
        const read = readLine(csvLine(fields));
        expect(read.map((text) => text.replace(/^'(?=[=\r\n])/, ''))).toEqual(fields);
      }),
    );
  });
});

/** A reader of one record, written from the grammar of RFC 4180. */
function readLine(line: string): readonly string[] {
  const fields = [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)];
  return fields.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

describe('advice', () => {
  test.each([
    ['', {}, '机器人'],
    ['?language=en_US', {}, 'robot'],
    ['?language=zh_TW', { 'accept-language': 'en' }, '機器人'],
    ['', { 'accept-language': 'en-GB,en;q=0.9' }, 'robot'],
    ['', { 'accept-language': 'fr, zh-Hant-TW;q=0.8, en;q=0.5' }, '機器人'],
    ['', { 'accept-language': 'zh-HK' }, '機器人'],
    ['', { 'accept-language': 'en;q=0.2, zh-CN' }, '机器人'],
    ['', { 'accept-language': 'fr;q=x, *' }, '机器人'],
  ])('comes in the language wanted: "%s", %j', async (query, headers, word) => {
    const { body } = await get(`/v1/dead-letters${query}`, {}, headers);
    expect(JSON.parse(body).items[0].advice).toContain(word);
  });

  test('stands on the rows of a story and on one delivery too', async () => {
    const dead: AlertRow = { ...ROW, state: 'dead', reason: DEAD_LETTER.reason };
    const alertStory: AdminDeps['alertStory'] = async () => {
      const story = await WELL.alertStory?.('');
      if (story?.kind !== 'found') throw new Error('no story');
      return { ...story, rows: [dead] };
    };
    const alert = await get('/v1/alerts/disk-7?language=en_US', { alertStory });
    const delivery = await get('/v1/deliveries/d-1?language=en_US');

    expect(JSON.parse(alert.body).channels[0].advice).toContain('could not read the message');
    expect(JSON.parse(delivery.body).advice).toContain('could not be resolved');
  });
});

test('what an object holds is one field of a table', () => {
  expect(csvRow({ inhibitedBy: { rule: 'server down', alert: '7' }, silence: null }, ['inhibitedBy', 'silence'])).toBe(
    'server down/7,\r\n',
  );
});
