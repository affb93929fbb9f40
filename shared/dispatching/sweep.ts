import type { SuppressedReason } from '../admission/admit.ts';
import { encodeMark, type Mark } from '../admission/shard.ts';
import type { Channel } from '../channels/channel.ts';
import type { LaneStore } from '../pacing/lane-store.ts';
import { alertExpiry } from './acknowledge-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { inParallel } from './in-parallel.ts';
import { lookForDue } from './look.ts';
import { oldestWaitingMs } from './oldest-waiting.ts';
import { sweepSilences } from './sweep-silences.ts';
import { wakeUpFor } from './wake-collector.ts';

/** What sweeping needs of the world. */
export interface SweepPorts
  extends Pick<DispatchPorts, 'alerts' | 'channels' | 'channelsFresh' | 'wakeUps' | 'now' | 'silences'> {
  readonly lanes: Pick<LaneStore, 'noteOverdue'>;
}

/** What a sweep did and saw. */
export interface Swept {
  /** Lanes it woke. */
  readonly lanes: number;
  /** For how long the oldest alert has been due that no setting holds, ms; 0 when all are on time. */
  readonly oldestWaitingMs: number;
}

/**
 * Finds what has been due for longer than `slackMs` and wakes its lanes: the
 * answer to a wake-up that was lost. This one may be lost too, so the lane
 * itself is told: a wake-up about something lesser then finds it all the same.
 * Costs what waits; an idle fleet nothing.
 */
export async function sweep(ports: SweepPorts, slackMs: number): Promise<Swept> {
  await sweepSilences(ports);
  const nowMs = ports.now();
  const { marks, lanes } = await ports.alerts.overdue(nowMs - slackMs);
  const channels = await knownChannels(marks, ports);
  await withholdDeleted(marks, channels, ports);
  const laneOf = new Map(channels.map(({ name, robots }) => [name, robots[0].webhookId]));
  const byLane = Map.groupBy(marks, ({ channel }) => laneOf.get(channel));
  const wakeUps = [...byLane].flatMap(([lane, found]) =>
    lane === undefined ? [] : [wakeUpFor(lane, found.map(encodeMark))],
  );
  const unfinished = lanes.filter((lane) => !byLane.has(lane)).map((lane) => ({ lane }));
  // One after the other, some thousand lanes would take longer than the function may.
  await inParallel([...wakeUps, ...unfinished], async (wakeUp) => {
    await ports.wakeUps.schedule(wakeUp, nowMs);
    await ports.lanes.noteOverdue(wakeUp.lane, nowMs);
  });

  return { lanes: wakeUps.length + unfinished.length, oldestWaitingMs: oldestWaitingMs(marks, channels, nowMs) };
}

/** A channel that is not among those remembered may be new: the table is asked before it counts as deleted. */
async function knownChannels(marks: readonly Mark[], ports: SweepPorts): Promise<readonly Channel[]> {
  // Ten thousand idle channels are not read to find that nothing waits in them.
  if (marks.length === 0) return [];
  const channels = await ports.channels();
  const names = new Set(channels.map(({ name }) => name));
  const allKnown = marks.every(({ channel }) => names.has(channel));

  return allKnown ? channels : ports.channelsFresh();
}

/** An alert may be accepted for a channel in the moment it is deleted: it must still come to an end. */
async function withholdDeleted(marks: readonly Mark[], channels: readonly Channel[], ports: SweepPorts): Promise<void> {
  const names = new Set(channels.map(({ name }) => name));
  const orphaned = marks.filter(({ channel }) => !names.has(channel));
  if (orphaned.length === 0) return;

  const reason: SuppressedReason = 'channel-deleted';
  const entries = await lookForDue(orphaned, ports.alerts, ports.now());
  await inParallel(entries, (entry) => ports.alerts.withhold({ ...entry, expiresAtMs: alertExpiry(ports) }, reason));
}
