import type { Channel } from '../channels/channel.ts';
import type { LaneStore } from '../pacing/lane-store.ts';
import type { WakeUps } from './wake-ups.ts';

/** What resuming a channel needs of the world. */
export interface ResumePorts {
  readonly lanes: Pick<LaneStore, 'get' | 'amend'>;
  readonly wakeUps: WakeUps;
  now(): number;
}

/**
 * Looks at once after what waits in a channel that was just saved: a person
 * has probably mended what held it up, so the back-off of its robots ends too.
 * A mute stays: no setting of ours ends that.
 */
export async function resumeChannel(channel: Channel, ports: ResumePorts): Promise<void> {
  await Promise.all(channel.robots.map(({ webhookId }) => endBackOff(webhookId, ports)));
  await ports.wakeUps.schedule({ lane: channel.robots[0].webhookId }, ports.now());
}

/** It ends now, and that is kept: where nothing waits that shows how the robot does, its trouble is not known for ever. */
async function endBackOff(id: string, { lanes, now }: ResumePorts): Promise<void> {
  const lane = await lanes.get(id);
  if (lane.retryAt === undefined) return;
  await lanes.amend(lane, { ...lane, retryAt: Math.min(lane.retryAt, now()) });
}
