import type { AlertStore } from '../admission/alert-store.ts';
import type { AlertRef } from '../pacing/lane.ts';
import { inParallel } from './in-parallel.ts';

/**
 * Has alerts remember that a group may have seen them firing, where their lane has no room for them: else their ends
 * would not be told where a silence holds them. It comes before the lane is written, which forgets them: a worker that
 * dies in between leaves it to be done again, and then it changes nothing.
 */
export async function rememberDoubtful(
  refs: readonly AlertRef[] | undefined = [],
  { alerts }: { readonly alerts: Pick<AlertStore, 'noteMaybeShown'> },
): Promise<void> {
  const seenFiring = refs.filter(({ status }) => status === 'firing');
  await inParallel(seenFiring, (ref) => alerts.noteMaybeShown(ref));
}
