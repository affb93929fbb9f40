import type { Attempted } from '../delivery/attempt.ts';
import { recordRows } from '../delivery/record-rows.ts';
import { isNotableSkew } from '../delivery/robot-clocks.ts';
import type { LaneMessage } from '../pacing/lane.ts';
import type { MessageDraft } from '../rendering/message.ts';
import { robotFor } from '../robots/registry.ts';
import type { ComposedMessage } from './compose-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { type Route, robotOf } from './route.ts';

/** Writes the attempt down, a row for each channel the message speaks for. */
export async function recordMessage(
  composed: ComposedMessage,
  draft: MessageDraft,
  message: LaneMessage,
  route: Route,
  { outcome, latencyMs, answeredAtMs }: Attempted,
  ports: DispatchPorts,
): Promise<void> {
  const { channel, robot } = robotOf(route);
  const counts = Map.groupBy(composed.refs, (ref) => ref.channel);
  const { fellBack, template } = composed.rendered;
  const rows = recordRows({
    messageId: message.id,
    attempt: message.attempt,
    kind: composed.kind,
    robot: shownRobot(route),
    outcome,
    at: answeredAtMs,
    latencyMs,
    draft: { ...draft, ...robotFor(channel.type).asSent(draft, robot.keywords) },
    ...(fellBack === undefined ? {} : { fellBack }),
    ...(template === undefined ? {} : { template }),
    ...(message.manifestOf === undefined ? {} : { manifestOf: message.manifestOf }),
    channels: [...composed.alertIds].map(([name, alertIds]) => ({
      name,
      alertIds,
      alertCount: counts.get(name)?.length ?? 0,
    })),
  });
  await Promise.all(rows.map((row) => ports.ledger.record(row)));
}

/** A robot that another channel lends is named with its channel. */
function shownRobot(route: Route): string {
  const { channel, robot } = robotOf(route);
  return route.fallback === undefined ? robot.name : `${channel.name}/${robot.name}`;
}

/** Tells log and metrics of the attempt. */
export function reportMessage(
  composed: ComposedMessage,
  message: LaneMessage,
  route: Route,
  attempted: Attempted,
  { observe }: DispatchPorts,
): void {
  const { outcome, latencyMs, skewMs } = attempted;
  const { fellBack } = composed.rendered;
  const lane = route.robotLane.id;
  if (fellBack !== undefined) observe({ kind: 'template-fallback', channel: message.channel, reason: fellBack });
  if (skewMs !== undefined && isNotableSkew(skewMs)) observe({ kind: 'clock-skew', lane, skewMs });
  if (composed.canaryOf !== undefined && outcome.kind === 'delivered') {
    observe({ kind: 'canary', channel: composed.canaryOf });
  }
  observe({
    kind: 'attempted',
    lane,
    channel: message.channel,
    robot: shownRobot(route),
    message: composed.kind,
    outcome,
    alertCount: composed.refs.length,
    latencyMs,
  });
}
