import * as z from 'zod/mini';
import { TOKENS } from '#test/e2e/relay.ts';

const ROW = z.object({
  id: z.string(),
  state: z.string(),
  dueAt: z.nullish(z.string()),
  deliveries: z.array(z.string()),
});

const DELIVERY = z.object({
  id: z.string(),
  channel: z.string(),
  kind: z.string(),
  outcome: z.string(),
  at: z.string(),
  latencyMs: z.number(),
  alertCount: z.number(),
});

const LIST = z.object({ items: z.array(z.unknown()), cursor: z.nullable(z.string()) });

/** A row of the relay's ledger: one alert in one channel. */
export type LedgerRow = z.infer<typeof ROW>;
/** One attempt to send a message, as the relay recorded it, with the number of alerts in it. */
export type DeliveryDetails = z.infer<typeof DELIVERY>;

/** Pages of a list before it is taken for endless. */
const MAX_PAGES = 1_000;

/** Every attempt the relay recorded. */
export async function readDeliveries(url: string): Promise<readonly DeliveryDetails[]> {
  return readAll(url, '/v1/deliveries', (row) => DELIVERY.parse(row));
}

/** The whole ledger, one row per alert and channel. */
export async function readLedger(url: string): Promise<readonly LedgerRow[]> {
  return readAll(url, '/v1/alerts', (row) => ROW.parse(row));
}

async function readAll<T>(url: string, path: string, parse: (row: unknown) => T): Promise<readonly T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const list: z.infer<typeof LIST> = await readPage(url, path, {
      limit: '1000',
      ...(cursor === null ? {} : { cursor }),
    });
    rows.push(...list.items.map(parse));
    cursor = list.cursor;
    if (cursor === null) return rows;
  }
  throw new Error(`GET ${path} has more than ${MAX_PAGES} pages`);
}

async function readPage(
  url: string,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<z.infer<typeof LIST>> {
  const response = await fetch(`${url}${path}?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${TOKENS.adminToken}` },
    signal: AbortSignal.timeout(30_000),
  });
  if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);

  return LIST.parse(await response.json());
}
