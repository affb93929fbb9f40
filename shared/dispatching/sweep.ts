import { encodeMark, type Mark } from '../admission/shard.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { MAX_MARKS } from './look.ts';

/**
 * Finds what has been due for longer than `slackMs` and wakes its lanes: the
 * answer to a wake-up that was lost. Costs what waits; an idle fleet nothing.
 */
export async function sweep(
  ports: Pick<DispatchPorts, 'alerts' | 'channels' | 'wakeUps' | 'now'>,
  slackMs: number,
): Promise<{ readonly lanes: number }> {
  const nowMs = ports.now();
  const { marks, lanes } = await ports.alerts.overdue(nowMs - slackMs);
  const channels = await ports.channels();
  const byLane = Map.groupBy(
    marks,
    ({ channel }) => channels.find(({ name }) => name === channel)?.robots[0].webhookId,
  );
  const wakeUps = [...byLane].flatMap(([lane, found]) => (lane === undefined ? [] : [wakeUpFor(lane, found)]));
  const unfinished = lanes.filter((lane) => !byLane.has(lane)).map((lane) => ({ lane }));
  for (const wakeUp of [...wakeUps, ...unfinished]) await ports.wakeUps.schedule(wakeUp, nowMs);

  return { lanes: wakeUps.length + unfinished.length };
}

function wakeUpFor(lane: string, marks: readonly Mark[]) {
  return marks.length > MAX_MARKS ? { lane } : { lane, marks: marks.map(encodeMark) };
}
