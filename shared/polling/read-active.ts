import { type Alarm, type AlarmPage, type Ocp, OcpError } from './ocp.ts';

/** The alarms that are active, as far as they could be read. */
export type AlarmBatch =
  /** Every page was read, and together they are as many as OCP says: what is not in it is not active. */
  | { readonly kind: 'full'; readonly ids: ReadonlySet<string>; readonly pages: number }
  /** Something is missing, or the list changed while it was read: what is not in it may be active all the same. */
  | { readonly kind: 'partial'; readonly ids: ReadonlySet<string>; readonly pages: number; readonly why: string };

/** What reading needs. */
export interface ReadingPorts {
  readonly ocp: Pick<Ocp, 'activePage'>;
  /** Called for each page before the next is asked for, with what no page before it had: who dies then has passed that on. */
  readonly take: (alarms: readonly Alarm[]) => Promise<void>;
  /** Between two requests, so that OCP has other things to do. */
  readonly pause: () => Promise<void>;
}

/** More pages than these are a list that never ends. */
const MAX_PAGES = 1_000;

/** How often a list that changed under the reader is read. */
const ATTEMPTS = 2;

/** Reads all pages. A list that changed while it was read is read once more. */
export async function readActive(ports: ReadingPorts): Promise<AlarmBatch> {
  const taken = new Set<string>();
  let batch = await readOnce(ports, taken);
  for (let attempt = 1; attempt < ATTEMPTS && batch.kind === 'partial' && batch.why === CHANGED; attempt += 1) {
    await ports.pause();
    batch = await readOnce(ports, taken);
  }
  return batch;
}

const CHANGED = 'the list changed while it was read';

async function readOnce({ ocp, take, pause }: ReadingPorts, taken: Set<string>): Promise<AlarmBatch> {
  const ids = new Set<string>();
  const totals = new Set<number>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    if (page > 1) await pause();
    const read = await pageOf(ocp, page);
    if (read instanceof OcpError)
      return { kind: 'partial', ids, pages: page - 1, why: `page ${page}: ${read.message}` };

    totals.add(read.totalElements);
    await take(read.alarms.filter(({ id }) => !taken.has(String(id))));
    for (const { id } of read.alarms) {
      ids.add(String(id));
      taken.add(String(id));
    }
    if (page >= read.totalPages) return closed(ids, totals, page);
  }
  return { kind: 'partial', ids, pages: MAX_PAGES, why: `there are more than ${MAX_PAGES} pages` };
}

/** As many different alarms as OCP counts, and the same count on every page. */
function closed(ids: ReadonlySet<string>, totals: ReadonlySet<number>, pages: number): AlarmBatch {
  const isWhole = totals.size === 1 && totals.has(ids.size);
  return isWhole ? { kind: 'full', ids, pages } : { kind: 'partial', ids, pages, why: CHANGED };
}

/** Only what OCP did is a value: what the relay refuses ends the round. */
async function pageOf(ocp: Pick<Ocp, 'activePage'>, page: number): Promise<AlarmPage | OcpError> {
  try {
    return await ocp.activePage(page);
  } catch (error) {
    if (error instanceof OcpError) return error;
    throw error;
  }
}
