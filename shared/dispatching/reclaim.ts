import type { Lane } from '../pacing/lane.ts';
import { reclaimLane } from '../pacing/settle-lane.ts';
import { refsOf } from './acknowledge-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';

/** Declares the message of a worker lost that died, with all its alerts: it may have been lost too often to be repeated. */
export async function reclaim(lane: Lane, ports: Pick<DispatchPorts, 'lanes' | 'now' | 'observe'>): Promise<void> {
  const refs = lane.inFlight?.chunks === undefined ? undefined : await refsOf(lane.inFlight, ports.lanes);
  await ports.lanes.reclaim(lane, reclaimLane(lane, ports.now(), refs), ports.now());
  ports.observe({ kind: 'reclaimed', lane: lane.id });
}
