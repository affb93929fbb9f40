import type { Lane } from '../pacing/lane.ts';
import { reclaimLane } from '../pacing/settle-lane.ts';
import { refsOf } from './acknowledge-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { rememberDoubtful } from './remember-doubtful.ts';

/** Declares the message of a worker lost that died, with all its alerts: it may have been lost too often to be repeated. */
export async function reclaim(
  lane: Lane,
  ports: Pick<DispatchPorts, 'alerts' | 'lanes' | 'now' | 'observe'>,
): Promise<void> {
  const refs = lane.inFlight?.chunks === undefined ? undefined : await refsOf(lane.inFlight, ports.lanes);
  const next = reclaimLane(lane, ports.now(), refs);
  await rememberDoubtful(next.crowdedOut, ports);
  await ports.lanes.reclaim(lane, next, ports.now());
  ports.observe({ kind: 'reclaimed', lane: lane.id });
}
