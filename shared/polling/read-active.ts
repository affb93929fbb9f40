import { type Alarm, type AlarmPage, type Ocp, OcpError } from './ocp.ts';

/** The alarms that are active, as far as they could be read. */
export type AlarmBatch = {
  readonly ids: ReadonlySet<string>;
  readonly pages: number;
  /** Entries that are no alarms: of those nothing can be told. */
  readonly unreadable: number;
} & (
  | /** Every page was read, and together they are as many as OCP says: what is not in it is not active. */
  { readonly kind: 'full' }
  /** Something is missing, or the list changed while it was read: what is not in it may be active all the same. */
  | { readonly kind: 'partial'; readonly why: string }
);

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
  let unreadable = 0;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    if (page > 1) await pause();
    const read = await pageOf(ocp, page);
    if (read instanceof OcpError)
      return { kind: 'partial', ids, pages: page - 1, unreadable, why: `page ${page}: ${read.message}` };

    totals.add(read.totalElements);
    unreadable += read.unreadable;
    await take(read.alarms.filter(({ id }) => !taken.has(String(id))));
    for (const { id } of read.alarms) {
      ids.add(String(id));
      taken.add(String(id));
    }
    if (page >= read.totalPages) return closed({ ids, pages: page, unreadable }, totals);
  }
  return { kind: 'partial', ids, pages: MAX_PAGES, unreadable, why: `there are more than ${MAX_PAGES} pages` };
}

/** As many different alarms as OCP counts, and the same count on every page. */
function closed(read: Pick<AlarmBatch, 'ids' | 'pages' | 'unreadable'>, totals: ReadonlySet<number>): AlarmBatch {
  const isWhole = totals.size === 1 && totals.has(read.ids.size + read.unreadable);
  return isWhole ? { kind: 'full', ...read } : { kind: 'partial', ...read, why: CHANGED };
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
