import type { AlertStore, Refused } from '../admission/alert-store.ts';
import { shardOf } from '../admission/shard.ts';
import { alertExpiry, type KeepPorts } from './acknowledge-message.ts';
import { inParallel } from './in-parallel.ts';
import { type HeldEntry, postponedDue } from './judge-due.ts';
import { WakeCollector } from './wake-collector.ts';
import type { WakeUps } from './wake-ups.ts';

/** What carrying judgements out needs of the world. */
export interface HoldBackPorts extends KeepPorts {
  readonly alerts: Pick<AlertStore, 'postpone' | 'withhold' | 'release'>;
  readonly wakeUps: WakeUps;
}

/** Alerts by what became of their judgements. */
export interface HeldBack<One extends HeldEntry> {
  readonly done: readonly One[];
  /** They changed while they were judged, and are due as before. */
  readonly changed: readonly One[];
}

/** Ends that are further away than a queue carries a message are woken by the sweep (sweep-silences.ts), ms. */
export const WAKE_AHEAD_MS = 900_000;

/** Carries judgements out: one conditional write an alert. What changed meanwhile stays due, and is judged anew. */
export async function holdBack<One extends HeldEntry>(
  held: readonly One[],
  ports: HoldBackPorts,
): Promise<HeldBack<One>> {
  const [done, changed]: [One[], One[]] = [[], []];
  await inParallel(held, async (one) => {
    const result = await carryOut(one, ports);
    (result === 'refused' ? changed : done).push(one);
  });
  await wakeAtEnds(done, ports);

  return { done, changed };
}

function carryOut({ waiting: { entry }, judgement }: HeldEntry, ports: HoldBackPorts): Promise<string | Refused> {
  const nowMs = ports.now();
  const { reason, by, maybeShown } = judgement;
  const { channel, fingerprint, version, due } = entry;
  const one = { channel, fingerprint, version, ...(maybeShown === undefined ? {} : { maybeShown }) };
  if (judgement.kind === 'withhold') {
    const expiresAtMs = alertExpiry(ports);
    return ports.alerts.withhold({ ...one, expiresAtMs, by: { id: by, atMs: nowMs } }, reason);
  }

  return ports.alerts.postpone({ ...one, reason, by, nowMs, from: due, to: postponedDue(due, judgement.untilMs) });
}

/** Makes due again what was just put off by what turned out to be over. */
export async function takeBack(held: readonly HeldEntry[], ports: HoldBackPorts): Promise<void> {
  await inParallel(held, async ({ waiting: { entry }, judgement }) => {
    if (judgement.kind !== 'postpone') return;
    const from = postponedDue(entry.due, judgement.untilMs);
    await ports.alerts.release({ ...entry, from, to: { ...from, atMs: ports.now() } });
  });
}

async function wakeAtEnds(held: readonly HeldEntry[], { wakeUps, now }: HoldBackPorts): Promise<void> {
  const nowMs = now();
  const ends = new WakeCollector();
  for (const { waiting, judgement } of held) {
    if (judgement.kind !== 'postpone' || judgement.untilMs > nowMs + WAKE_AHEAD_MS) continue;
    const { entry, channel } = waiting;
    const mark = { channel: channel.name, shard: shardOf(entry.fingerprint) };
    ends.add(channel.robots[0].webhookId, mark, postponedDue(entry.due, judgement.untilMs), nowMs);
  }
  for (const { wakeUp, atMs } of ends.drain()) await wakeUps.schedule(wakeUp, atMs);
}
