import type { Channel } from './channel.ts';

/** Where channels are kept, without their secrets. */
export interface ChannelStore {
  /** All channels by name, ascending. May be some seconds old, but never older than this process's own last write. */
  list(): Promise<readonly Channel[]>;
  /** Asks the table itself. */
  listFresh(): Promise<readonly Channel[]>;
  create(channel: Channel): Promise<'created' | 'name-taken'>;
  /** Replaces the channel whose stored revision is `channel.revision - 1`. */
  replace(channel: Channel): Promise<'replaced' | 'changed-meanwhile'>;
  remove(name: string): Promise<void>;
}
