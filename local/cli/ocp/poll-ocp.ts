import { endMissing } from './end-missing.ts';
import type { Alarm, Ocp } from './ocp-api.ts';
import { type Batch, readActive } from './read-active.ts';
import type { Turns } from './turns.ts';

/** What a round needs of the world. */
export interface PollPorts {
  readonly ocp: Ocp;
  /** Ids of this OCP's alarms that fire by the relay's ledger. */
  readonly knownFiring: () => Promise<readonly string[]>;
  /** Gives alarms to the relay, and returns when they are stored. */
  readonly tell: (alarms: readonly Alarm[]) => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly turns: Turns;
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
  const { over, unknown, left, problems: unasked } = await endMissing(missingOf(known, batch), ports);

  const { kind, ids, pages } = batch;
  const problems = [...(kind === 'partial' ? [batch.why] : []), ...unasked];
  return { batch: kind, problems, active: ids.size, pages, ended: over.length, unknown: unknown.length, left };
}

async function done(): Promise<void> {}

/** A partial batch says of nothing that it is over. Ids that are no event's, of bodies without one, can't be asked for. */
function missingOf(known: readonly string[], batch: Batch): readonly string[] {
  if (batch.kind === 'partial') return [];
  return [...new Set(known)].filter((id) => /^\d{1,19}$/.test(id) && !batch.ids.has(id));
}
