import { isDeepStrictEqual } from 'node:util';
import type { Channel } from '#shared/channels/channel.ts';
import type { ChannelStore } from '#shared/channels/channel-store.ts';

/** Channels in memory. */
export function fakeChannelStore(initial: readonly Channel[] = []): ChannelStore {
  const channels = new Map(initial.map((channel) => [channel.name, channel]));
  const list = async (): Promise<readonly Channel[]> =>
    [...channels.values()].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));

  return {
    list,
    listFresh: list,
    async create(channel) {
      const stored = channels.get(channel.name);
      if (stored !== undefined && !isDeepStrictEqual(stored, channel)) return 'name-taken';
      channels.set(channel.name, channel);
      return 'created';
    },
    async replace(channel) {
      const stored = channels.get(channel.name);
      if (isDeepStrictEqual(stored, channel)) return 'replaced';
      if (stored?.revision !== channel.revision - 1) return 'changed-meanwhile';
      channels.set(channel.name, channel);
      return 'replaced';
    },
    async remove(name) {
      channels.delete(name);
    },
  };
}
