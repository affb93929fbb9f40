import { type Alarm, type Ocp, OcpError } from './ocp-api.ts';
import { type Batch, readActive } from './read-active.ts';

/** What a round needs of the world. */
export interface PollPorts {
  readonly ocp: Ocp;
  /** Ids of this OCP's alarms that fire by the relay's ledger. */
  readonly knownFiring: () => Promise<readonly string[]>;
  /** Gives alarms to the relay, and returns when they are stored. */
  readonly tell: (alarms: readonly Alarm[]) => Promise<void>;
  readonly pause: () => Promise<void>;
}

/** What a round came to. */
export interface PollResult {
  readonly batch: 'full' | 'partial';
  /** Why it is not full, or what could not be asked. */
  readonly problems: readonly string[];
  readonly active: number;
  readonly pages: number;
  /** Alarms that fired by the ledger and that OCP says are over, or masked. */
  readonly ended: number;
  /** Alarms that fire by the ledger, are not active, and of which OCP tells nothing: they stay as they are. */
  readonly unknown: number;
  /** Not asked in this round; the next one asks. */
  readonly left: number;
}

/** Alarms asked for one by one in a round: an OCP that comes back after a storm must not be asked a thousand times at once. */
const MAX_ASKED = 200;

/**
 * One round: what the ledger has as firing → all pages of what is active, each
 * told before the next is read → of a full batch, what is missing in it is
 * asked for by its id, and told as OCP says it is.
 *
 * The ledger is the memory, and it is read first: what another poller tells
 * meanwhile is not in it, so nothing new can look missing. Whoever dies leaves
 * nothing behind that the next round does not do.
 */
export async function pollOcp(ports: PollPorts): Promise<PollResult> {
  const known = await ports.knownFiring();
  const { ocp, tell: take, pause } = ports;
  const batch = await readActive({ ocp, take: (alarms) => (alarms.length === 0 ? done() : take(alarms)), pause });
  const ended = await endMissing(missingOf(known, batch), ports);

  const { kind, ids, pages } = batch;
  const problems = [...(kind === 'partial' ? [batch.why] : []), ...ended.problems];
  return { batch: kind, problems, active: ids.size, pages, ...ended.counts };
}

async function done(): Promise<void> {}

/** A partial batch says of nothing that it is over. Ids that are no event's, of bodies without one, can't be asked for. */
function missingOf(known: readonly string[], batch: Batch): readonly string[] {
  if (batch.kind === 'partial') return [];
  return [...new Set(known)].filter((id) => /^\d{1,19}$/.test(id) && !batch.ids.has(id));
}

/** The list may have changed in ways its count does not show: only OCP's own word ends an alarm. */
async function endMissing(missing: readonly string[], { ocp, tell, pause }: PollPorts) {
  const over: Alarm[] = [];
  const problems: string[] = [];
  let unknown = 0;
  for (const id of missing.slice(0, MAX_ASKED)) {
    await pause();
    const alarm = await ocp.alarm(id).catch((error: unknown) => asOcpError(error));
    if (alarm instanceof OcpError) {
      problems.push(`alarm ${id}: ${alarm.message}`);
      break;
    }
    if (alarm === undefined) unknown += 1;
    else if (!isActive(alarm)) over.push(alarm);
  }
  if (over.length > 0) await tell(over);

  const left = Math.max(0, missing.length - MAX_ASKED);
  return { problems, counts: { ended: over.length, unknown, left } };
}

function isActive({ status }: Alarm): boolean {
  return status.toLowerCase() === 'active';
}

function asOcpError(error: unknown): OcpError {
  if (error instanceof OcpError) return error;
  throw error;
}
