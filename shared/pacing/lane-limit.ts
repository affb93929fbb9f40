import type { Channel } from '../channels/channel.ts';
import { robotFor } from '../robots/registry.ts';

/** Messages a minute on a robot's lane: what several channels share takes what the most careful of them allows. */
export function limitOf(channels: readonly Channel[]): number {
  return Math.min(...channels.map(({ type, limits }) => Math.min(limits.perMinute, robotFor(type).perMinute)));
}

/** The channels whose home a lane is: those it composes for. */
export function channelsOn(lane: string, channels: readonly Channel[]): readonly Channel[] {
  return channels.filter((channel) => channel.robots[0].webhookId === lane);
}

/** Whether channels of another home lane may speak through a robot: as their second, or as their fallback's. */
export function mayHaveGuests(lane: string, channels: readonly Channel[]): boolean {
  const users = channelsWith(lane, channels);
  const lenders = users.map(({ name }) => name);

  return (
    users.some(({ robots }) => robots[0].webhookId !== lane) ||
    channels.some(
      ({ delivery }) => delivery.fallbackChannel !== undefined && lenders.includes(delivery.fallbackChannel),
    )
  );
}

/** The channels that may speak through a robot, as their first or a further one. */
export function channelsWith(lane: string, channels: readonly Channel[]): readonly Channel[] {
  return channels.filter(({ robots }) => robots.some(({ webhookId }) => webhookId === lane));
}
