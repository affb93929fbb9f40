import { TABLE_SCHEMA } from '#shared/adapters/dynamodb/table-schema.ts';
import { httpEvent } from '#test/functions/http-event.ts';
import { ALERTS } from './alerts-of-800-bytes.ts';
import { median } from './budget.ts';
import type { Bundle, BundleName } from './bundles.ts';
import { configure, pathOf } from './cost/deployment.ts';
import { startFunction } from './cost/function-process.ts';
import { type StandIn, startStandIn } from './cost/stand-in.ts';
import { ADMIN_TOKEN, INGEST_TOKEN } from './cost/tokens.ts';

/** Processes started for each kind of start. */
const ROUNDS = 15;

/** A first event of a function. */
interface Start {
  readonly what: string;
  readonly bundle: BundleName;
  readonly event: (round: number, standIn: StandIn) => Promise<unknown>;
}

/** What a cold start took, ms: medians. */
export interface ColdStart {
  readonly what: string;
  /** By the clock. */
  readonly loadMs: number;
  readonly firstMs: number;
  /** Processor time of both together. */
  readonly cpuMs: number;
}

const bare: Start = {
  what: 'the bare client, one request',
  bundle: 'bare-client',
  event: async () => ({
    TableName: 'tocsin',
    Key: { [TABLE_SCHEMA.partitionKey]: { S: 'C' }, [TABLE_SCHEMA.sortKey]: { S: 'c0' } },
  }),
};

const { group: _group, ...ALERT } = ALERTS[0].alert;

/** The starts that senders and groups wait for. */
const STARTS: readonly Start[] = [
  bare,
  {
    what: 'receive, an alert',
    bundle: 'receive',
    event: async (round) =>
      httpEvent('POST', '/v1/alerts', {
        rawQueryString: 'channel=c0',
        headers: { authorization: `Bearer ${INGEST_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...ALERT, id: `cold-${round}` }),
      }),
  },
  { what: 'dispatch, a sweep', bundle: 'dispatch', event: async () => ({ sweep: true }) },
  {
    what: 'admin, the list of channels',
    bundle: 'admin',
    event: async () => httpEvent('GET', '/v1/channels', { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } }),
  },
];

/** Starts each in turn, round after round, so that whatever else the machine does meets all alike; the services answer at once. */
export async function measureColdStarts(bundles: readonly Bundle[]): Promise<readonly ColdStart[]> {
  const standIn = await startStandIn({ table: 0, queue: 0, events: 0, secrets: 0, robot: 0 });
  const took = new Map<string, Omit<ColdStart, 'what'>[]>();
  try {
    await configure(standIn, 3);
    // The first round fills the file system's cache and is not counted.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const start of STARTS) {
        const one = await startOnce(start, round, bundles, standIn);
        if (round > 0) took.set(start.what, [...(took.get(start.what) ?? []), one]);
      }
    }
  } finally {
    await standIn.stop();
  }

  return [...took].map(([what, all]) => ({
    what,
    loadMs: median(all.map(({ loadMs }) => loadMs)),
    firstMs: median(all.map(({ firstMs }) => firstMs)),
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
  }));
}

async function startOnce(
  { bundle, event }: Start,
  round: number,
  bundles: readonly Bundle[],
  standIn: StandIn,
): Promise<Omit<ColdStart, 'what'>> {
  const given = await event(round, standIn);
  const started = await startFunction(pathOf(bundles, bundle), standIn);
  try {
    const { wallMs, cpuMs } = await started.invoke(given, Date.now());
    return { loadMs: started.loadMs, firstMs: wallMs, cpuMs: started.loadCpuMs + cpuMs };
  } finally {
    await started.stop();
  }
}
