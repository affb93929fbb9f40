import { endMissing } from './end-missing.ts';
import { MOST_KNOWN } from './known-firing.ts';
import type { Alarm, Ocp } from './ocp.ts';
import type { PollMemory } from './poll-memory.ts';
import { type AlarmBatch, readActive } from './read-active.ts';
import type { Turns } from './turns.ts';

/** What a round needs of the world. */
export interface PollPorts {
  readonly ocp: Ocp;
  /** This OCP's alarms that fire by what the relay was told. */
  readonly memory: PollMemory;
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
  /** Alarms that were known to fire and that OCP says are over, or masked. */
  readonly ended: number;
  /** Alarms known to fire that are not active, and of which OCP tells nothing: they stay as they are. */
  readonly unknown: number;
  /** Not asked in this round; the next one asks. */
  readonly left: number;
}

/**
 * One round: what is known to fire → all pages of what is active, each told
 * before the next is read → of a full batch, what is missing in it is asked
 * for by its id, and told as OCP says it is.
 *
 * What is known is taken first: what another poller tells meanwhile is not in
 * it, so nothing new can look missing. Whoever dies leaves nothing behind that
 * the next one does not do, by the ledger.
 */
export async function pollOcp(ports: PollPorts): Promise<PollResult> {
  const { ocp, memory, pause } = ports;
  const known = await memory.known();
  const batch = await readActive({ ocp, take: (alarms) => takeIn(alarms, ports), pause });
  const { over, unknown, left, problems: unasked } = await endMissing(missingOf(known.ids, batch), ports);
  memory.forget([...over, ...unknown]);

  const { kind, ids, pages } = batch;
  const problems = [...(known.isCut ? [CUT] : []), ...problemsOf(batch), ...unasked];
  return { batch: kind, problems, active: ids.size, pages, ended: over.length, unknown: unknown.length, left };
}

const CUT = `the ledger has more than the ${MOST_KNOWN} alerts of this source that are read: what is beyond them is not noticed when it is over; a shorter known-since reads fewer`;

function problemsOf(batch: AlarmBatch): readonly string[] {
  const { unreadable } = batch;
  const odd = unreadable === 0 ? [] : [`${unreadable} in OCP's list are no alarms: they have no id, or no status`];
  return batch.kind === 'partial' ? [batch.why, ...odd] : odd;
}

async function takeIn(alarms: readonly Alarm[], { memory, tell }: PollPorts): Promise<void> {
  if (alarms.length === 0) return;
  memory.remember(alarms);
  await tell(alarms);
}

/** A partial batch says of nothing that it is over. Ids that are no event's, of bodies without one, can't be asked for. */
function missingOf(known: readonly string[], batch: AlarmBatch): readonly string[] {
  if (batch.kind === 'partial') return [];
  return [...new Set(known)].filter((id) => /^\d{1,19}$/.test(id) && !batch.ids.has(id));
}
