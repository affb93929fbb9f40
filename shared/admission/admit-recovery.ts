import type { AlertItem } from './alert-item.ts';
import type { Admitted, AlertStore, Arrival, Refused } from './alert-store.ts';

type Step = (arrival: Arrival) => Promise<Admitted | Refused>;

/** Other receivers changing an alert this often between our read and our write is a table in trouble. */
const MAX_ROUNDS = 5;

/**
 * Writes the end of an alert in a channel that sends ends. Mostly that of a
 * firing one people heard of: a single write. Else one look at the alert tells
 * which end it is; each write's condition names the state it is for, so when
 * another receiver came in between, it is refused and the look is taken again.
 *
 * | the alert is | then |
 * |---|---|
 * | unknown, or over in an older episode | its firing went by before us: told all the same |
 * | firing, and nobody was to hear of it, or can have seen it | recorded with the reason of its firing |
 * | firing | told |
 * | over in this episode or a newer one | a late copy: refused |
 */
export async function admitRecovery(arrival: Arrival, store: AlertStore): Promise<Admitted | Refused> {
  const first = await store.recover(arrival);
  if (first !== 'refused') return first;

  let tried: AlertItem | undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const [item] = await store.read([arrival]);
    const step = endOf(item, tried, arrival, store);
    if (step === 'late') return 'refused';
    const result = await step(arrival);
    if (result !== 'refused') return result;
    tried = item;
  }
  throw new Error('an alert changed faster than its end could be written');
}

function endOf(
  item: AlertItem | undefined,
  tried: AlertItem | undefined,
  { episode }: Arrival,
  store: AlertStore,
): Step | 'late' {
  if (item === undefined) return store.recoverUnseen;
  if (item.status === 'resolved') return episode !== undefined && item.episode < episode ? store.recoverUnseen : 'late';
  // Refused although nothing changed: the end is of an older episode.
  if (tried !== undefined && isAsBefore(item, tried)) return 'late';

  const isHeard = item.told === 'firing' || item.maybeShown === true;
  return item.suppressed !== undefined && !isHeard ? store.recoverSuppressed : store.recover;
}

function isAsBefore(item: AlertItem, tried: AlertItem): boolean {
  return (
    item.version === tried.version &&
    item.suppressed === tried.suppressed &&
    item.told === tried.told &&
    item.maybeShown === tried.maybeShown
  );
}
