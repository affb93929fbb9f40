import type { AlertStore } from '../admission/alert-store.ts';
import type { ChannelStore } from '../channels/channel-store.ts';
import { listAlerts } from '../delivery/list-alerts.ts';

/** What fires by the ledger, as far as it was read. */
export interface KnownFiring {
  readonly ids: readonly string[];
  /** There is more in the ledger than was read. */
  readonly isCut: boolean;
}

/** What reading the ledger needs. */
export interface LedgerPorts {
  readonly alerts: Pick<AlertStore, 'page'>;
  readonly channels: Pick<ChannelStore, 'list'>;
  readonly now: () => number;
}

/** Rows of one source looked at in the ledger. */
export const MOST_KNOWN = 100_000;

/** Rows read at once. */
const PAGE = 1_000;

/** Pages asked for: one goes through at most 20,000 rows of all sources, some seconds, and a round has minutes. */
const MOST_PAGES = 120;

/** Reads the ledger's rows of a source that were last received since then (ms), and keeps those that fire; a ledger that is too long in part. */
export async function firingInLedger(
  source: string,
  since: number,
  ports: LedgerPorts,
  most: number = MOST_KNOWN,
): Promise<KnownFiring> {
  const names = (await ports.channels.list()).map(({ name }) => name);
  const ids = new Set<string>();
  let [rows, pages] = [0, 0];
  let cursor: string | null = null;
  do {
    const query = { source, since, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
    const page: Awaited<ReturnType<typeof listAlerts>> = await listAlerts(query, names, ports.alerts, ports.now());
    for (const { id, status } of page.items) if (status === 'firing') ids.add(id);
    rows += page.items.length;
    pages += 1;
    cursor = page.cursor;
  } while (cursor !== null && rows < most && pages < MOST_PAGES);

  return { ids: [...ids], isCut: cursor !== null };
}
