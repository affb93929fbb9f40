import type { Silence } from '#shared/silences/silence.ts';
import type { SilenceStore } from '#shared/silences/silence-store.ts';

/** Silences in memory. */
export function fakeSilenceStore(now: () => number = () => 0): SilenceStore {
  const kept = new Map<string, Silence>();
  const change = (id: string, how: (silence: Silence) => Silence) => {
    const found = kept.get(id);
    if (found !== undefined) kept.set(id, how(found));
  };
  const all = () => [...kept.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const list = async () => all().filter(({ endsAt }) => endsAt > now());

  return {
    list,
    listFresh: list,
    listAll: async () => all(),
    get: async (id) => kept.get(id),
    async put(silence) {
      const { endedAt: _ended, ...rest } = silence;
      kept.set(silence.id, { ...rest, heldIn: [], suppressedCount: 0 });
    },
    end: async (id, atMs) => change(id, (one) => ({ ...one, endedAt: one.endedAt ?? atMs })),
    noteChannel: async (id, channel) =>
      change(id, (one) => ({ ...one, heldIn: [...new Set([...one.heldIn, channel])].toSorted() })),
    count: async (id, alerts) => change(id, (one) => ({ ...one, suppressedCount: one.suppressedCount + alerts })),
  };
}
