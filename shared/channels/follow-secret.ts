import { isDeepStrictEqual } from 'node:util';
import type { Channel } from './channel.ts';
import type { ManagePorts } from './manage-ports.ts';
import { identifyAll } from './robot-identity.ts';
import { refsOf } from './store-channel.ts';

/** What following a secret needs of the world. */
export interface FollowPorts extends Pick<ManagePorts, 'channels' | 'secrets' | 'allowedHosts'> {
  /** Looks at what waits in a channel whose robot is another one now. */
  readonly resume: (channel: Channel) => Promise<void>;
}

/**
 * Takes down who a robot is after its named secret came or changed: in every
 * channel that refers to it, so that all of them meet on the lane of the one
 * robot before anything is sent with the new secret. Running it again, or in
 * two places at once, changes nothing more.
 */
export async function followSecret(ref: string, ports: FollowPorts): Promise<void> {
  const channels = (await ports.channels.listFresh()).filter((channel) => refsOf(channel).includes(ref));
  for (const channel of channels) {
    const refs = refsOf(channel);
    const secrets = new Map(await Promise.all(refs.map(async (one) => [one, await ports.secrets.read(one)] as const)));
    const now = identifyAll(channel, secrets, ports.allowedHosts).channel;
    if (isDeepStrictEqual(now, channel)) continue;

    // Who changed it meanwhile also read the secrets; if not, the next message comes by here again.
    const result = await ports.channels.replace({ ...now, revision: channel.revision + 1 });
    if (result === 'replaced') await ports.resume(now);
  }
}
