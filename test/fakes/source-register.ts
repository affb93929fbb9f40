import type { InhibitingSource, SourceRegister } from '#shared/inhibition/source-register.ts';

/** Alerts that inhibit others, in memory. */
export function fakeSourceRegister(): SourceRegister {
  const kept = new Map<string, InhibitingSource & { readonly recovered?: boolean }>();

  return {
    list: async () => [...kept.values()].map(({ recovered: _, ...source }) => source),
    async note({ keepUntilMs: _, ...source }) {
      const { fingerprint, episode } = source;
      const known = kept.get(fingerprint);
      if (source.within !== undefined && known !== undefined && !isSame(known.within, source.within)) return;
      const isLate =
        episode !== undefined &&
        known?.episode !== undefined &&
        (episode < known.episode || (episode === known.episode && known.recovered === true));
      if (isLate) return;
      const since = episode ?? known?.episode;
      kept.set(fingerprint, {
        ...source,
        heldIn: known?.heldIn ?? [],
        ...(since === undefined ? {} : { episode: since }),
      });
    },
    async end({ fingerprint, how, episode, atMs, unseen, within }) {
      const known =
        kept.get(fingerprint) ??
        (unseen && { ...unseen, ...(within && { within }), fingerprint, lastAt: atMs, heldIn: [] });
      const isOver = kept.get(fingerprint)?.endedAt !== undefined;
      if (known === undefined || (isOver && (how !== 'recovered' || kept.get(fingerprint)?.recovered)))
        return undefined;
      if (within !== undefined && !isSame(known.within, within)) return undefined;
      if (episode !== undefined && known.episode !== undefined && known.episode > episode) return undefined;
      const { id, subject, lastAt, heldIn } = { ...known, ...unseen };
      const since = unseen === undefined || episode === undefined ? known.episode : episode;
      const bound = known.within && { within: known.within };
      const source = {
        fingerprint,
        id,
        subject,
        lastAt,
        heldIn,
        endedAt: kept.get(fingerprint)?.endedAt ?? atMs,
        ...bound,
        ...(since && { episode: since }),
      };
      kept.set(fingerprint, { ...source, recovered: how === 'recovered' });
      return isOver ? undefined : source;
    },
    async noteHeld(fingerprint, marks) {
      const known = kept.get(fingerprint);
      if (known !== undefined)
        kept.set(fingerprint, { ...known, heldIn: [...new Set([...known.heldIn, ...marks])].toSorted() });
    },
  };
}

function isSame(one: readonly string[] | undefined, other: readonly string[]): boolean {
  return one !== undefined && [...one].toSorted().join('/') === [...other].toSorted().join('/');
}
