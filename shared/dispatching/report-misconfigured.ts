import type { Channel } from '../channels/channel.ts';
import { tellOperator } from '../notices/announce.ts';
import { announceMisconfigured } from '../notices/announce-robot.ts';
import type { Lane } from '../pacing/lane.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { type Route, robotOf } from './route.ts';

/**
 * Tells of a robot that is becoming misconfigured, which its lane does not say yet: the operator, and the
 * channel where something else can still speak in it. A channel with this one
 * robot would hear of it when it is mended, and no longer care.
 */
export async function reportMisconfigured(
  route: Route,
  settled: Lane,
  all: readonly Channel[],
  ports: DispatchPorts,
): Promise<void> {
  const reason = settled.misconfigured;
  if (reason === undefined || reason === route.robotLane.misconfigured) return;

  const { channel, robot } = robotOf(route);
  const { robots, delivery } = channel;
  const hasOther = robots.length > 1 || all.some(({ name, enabled }) => enabled && name === delivery.fallbackChannel);
  if (hasOther) return announceMisconfigured(channel, robot.name, reason, ports);
  await tellOperator({ kind: 'robot-misconfigured', channel: channel.name, robot: robot.name, reason }, ports);
}
