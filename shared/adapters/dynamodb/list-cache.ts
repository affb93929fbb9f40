/** A list remembered for a while. */
export interface ListCache<T> {
  readonly list: () => Promise<readonly T[]>;
  readonly refresh: () => Promise<readonly T[]>;
  readonly forget: () => void;
}

/**
 * Remembers the last list for `cacheMs`. A read that was under way when
 * `forget` was called is answered to its caller but not remembered, since it
 * may not show the write that `forget` stands for.
 */
export function createListCache<T>(
  load: () => Promise<readonly T[]>,
  cacheMs: number,
  now: () => number,
): ListCache<T> {
  let known: { readonly entries: readonly T[]; readonly at: number } | undefined;
  let loading: Promise<readonly T[]> | undefined;
  let writes = 0;

  const refresh = async (): Promise<readonly T[]> => {
    const [writesBefore, at] = [writes, now()];
    const entries = await load();
    if (writes === writesBefore && at >= (known?.at ?? at)) known = { entries, at };
    return entries;
  };
  const share = (): Promise<readonly T[]> => {
    const mine = refresh().finally(() => {
      if (loading === mine) loading = undefined;
    });
    loading = mine;
    return mine;
  };

  return {
    refresh,
    list: async () => (known !== undefined && now() - known.at < cacheMs ? known.entries : (loading ?? share())),
    forget: () => {
      writes += 1;
      known = undefined;
      loading = undefined;
    },
  };
}
