import { decodeMark } from '../admission/shard.ts';
import type { Channel } from '../channels/channel.ts';
import { channelsOn } from '../pacing/lane-limit.ts';
import type { WakeUp } from './wake-ups.ts';

/** Where channels are known. */
export interface ChannelPorts {
  /** As remembered for some seconds. */
  channels(): Promise<readonly Channel[]>;
  /** As the table has them now. */
  channelsFresh(): Promise<readonly Channel[]>;
}

/**
 * All channels, as remembered where that will do. A wake-up about a channel that
 * is not known on its lane was sent by somebody who knows more: the channel was
 * made a moment ago, or its robot is another one now.
 */
export async function channelsFor(wakeUp: WakeUp, ports: ChannelPorts): Promise<readonly Channel[]> {
  const remembered = await ports.channels();
  return knowsAllOf(wakeUp, remembered) ? remembered : ports.channelsFresh();
}

function knowsAllOf({ lane, marks }: WakeUp, remembered: readonly Channel[]): boolean {
  const here = channelsOn(lane, remembered);
  if (marks === undefined) return here.length > 0;

  return marks.every((mark) => {
    const decoded = decodeMark(mark);
    return decoded === undefined || here.some(({ name }) => name === decoded.channel);
  });
}
