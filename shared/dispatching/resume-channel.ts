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
 * has probably mended what held it up, so its robot's back-off ends too. A
 * mute stays: no setting of ours ends that.
 */
export async function resumeChannel(channel: Channel, ports: ResumePorts): Promise<void> {
  const lane = await ports.lanes.get(channel.robots[0].webhookId);
  if (lane.retryAt !== undefined) {
    const { retryAt: _waited, ...rest } = lane;
    await ports.lanes.amend(lane, rest);
  }
  await ports.wakeUps.schedule({ lane: lane.id }, ports.now());
}
