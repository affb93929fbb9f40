import type { AlertStore, Arrival } from '#shared/admission/alert-store.ts';
import { unpackContent } from '#shared/admission/content.ts';

/** The writes that may be refused. Of an arrival that all of them refuse nothing is stored, and nothing counted. */
const REFUSABLE: ReadonlySet<PropertyKey> = new Set<keyof AlertStore>([
  ...(['fire', 'raise', 'refire', 'recover', 'recoverSuppressed', 'recoverUnseen'] as const),
  ...(['recoverQuietly', 'endNewerQuietly', 'suppressUnseen'] as const),
]);

/** A receipt that was taken for a late copy of what is known. */
export interface Late {
  readonly channel: string;
  readonly id: string;
  readonly receipts: number;
  /** Whether what is stored says so: it is over, or of an episode that is not older. */
  readonly isLate: boolean;
}

/** What began so far ahead began never: it is no reason to take anything for older. */
const MOST_AHEAD_MS = 15 * 60_000;

/** Watches what is admitted, to know what was taken for a late copy. */
export class Admissions {
  #arrivals = new Map<Arrival, 'stored' | Late>();
  #store: AlertStore | undefined;

  /** The store, watched. */
  watch(store: AlertStore): AlertStore {
    this.#store = store;
    return new Proxy(store, {
      get: (target, name, receiver) => {
        const method: unknown = Reflect.get(target, name, receiver);
        if (!REFUSABLE.has(name) || typeof method !== 'function') return method;
        return async (arrival: Arrival, ...rest: readonly unknown[]) => {
          const result: unknown = await Reflect.apply(method, target, [arrival, ...rest]);
          if (this.#arrivals.get(arrival) !== 'stored') {
            // Held against what is stored now: the next alert of the same request may change it.
            this.#arrivals.set(arrival, result === 'refused' ? await this.#lateOf(arrival) : 'stored');
          }
          return result;
        };
      },
    });
  }

  /** What was taken for late since this was last asked. */
  late(): readonly Late[] {
    const late = [...this.#arrivals.values()].filter((result) => result !== 'stored');
    this.#arrivals = new Map();
    return late;
  }

  #storeOf(): AlertStore {
    if (this.#store === undefined) throw new Error('no store is watched');
    return this.#store;
  }

  async #lateOf(arrival: Arrival): Promise<Late> {
    const { channel, status, episode, receipts, content, nowMs } = arrival;
    const [item] = await this.#storeOf().read([arrival]);
    const late = { channel, id: unpackContent(content)?.id ?? '', receipts };
    // One way of storing was refused because there is nothing yet; another will be tried.
    if (item === undefined) return { ...late, isLate: false };
    const isOver = item.status === 'resolved' && status === 'resolved';
    // As times, not as the texts that the table compares. A guessed one ends in another letter.
    const storedMs = Date.parse(item.episode.replace('~', 'Z'));
    const isOlder = episode !== undefined && storedMs >= Date.parse(episode) && storedMs <= nowMs + MOST_AHEAD_MS;

    return { ...late, isLate: isOver || isOlder };
  }
}
