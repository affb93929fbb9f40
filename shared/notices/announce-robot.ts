import type { Channel } from '../channels/channel.ts';
import type { MisconfiguredReason } from '../delivery/outcome.ts';
import { type AnnouncePorts, announce } from './announce.ts';

/**
 * Tells a channel, and the operator, that one of its robots is out of use and
 * what to do about it. Call it when the robot *becomes* misconfigured, or for
 * another reason than before, not at every probe that fails.
 */
export async function announceMisconfigured(
  channel: Channel,
  robot: string,
  reason: MisconfiguredReason,
  ports: AnnouncePorts,
): Promise<void> {
  const event = { kind: 'robot-misconfigured', channel: channel.name, robot, reason } as const;
  await announce(event, [channel], event, ports);
}
