import type { Channel } from '#shared/channels/channel.ts';

/** A list remembered for a while. */
export interface ListCache {
  readonly list: () => Promise<readonly Channel[]>;
  readonly refresh: () => Promise<readonly Channel[]>;
  readonly forget: () => void;
}

/**
 * Remembers the last list for `cacheMs`. A read that was under way when
 * `forget` was called is answered to its caller but not remembered, since it
 * may not show the write that `forget` stands for.
 */
export function createListCache(
  load: () => Promise<readonly Channel[]>,
  cacheMs: number,
  now: () => number,
): ListCache {
  let known: { readonly channels: readonly Channel[]; readonly at: number } | undefined;
  let loading: Promise<readonly Channel[]> | undefined;
  let writes = 0;

  const refresh = async (): Promise<readonly Channel[]> => {
    const [writesBefore, at] = [writes, now()];
    const channels = await load();
    if (writes === writesBefore && at >= (known?.at ?? at)) known = { channels, at };
    return channels;
  };
  const share = (): Promise<readonly Channel[]> => {
    const mine = refresh().finally(() => {
      if (loading === mine) loading = undefined;
    });
    loading = mine;
    return mine;
  };

  return {
    refresh,
    list: async () => (known !== undefined && now() - known.at < cacheMs ? known.channels : (loading ?? share())),
    forget: () => {
      writes += 1;
      known = undefined;
      loading = undefined;
    },
  };
}
