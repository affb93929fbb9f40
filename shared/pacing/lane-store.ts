import type { DueClass } from '../admission/due.ts';
import type { AlertRef, Lane, LaneMessage } from './lane.ts';

/** What a worker asks for when it takes a lane: lease, slot and in-flight mark in one write. */
export interface Take {
  readonly owner: string;
  readonly nowMs: number;
  /** End of the lease, ms. */
  readonly tillMs: number;
  readonly message: LaneMessage;
  /** Until when its answer may come, ms. */
  readonly inFlightUntilMs: number;
}

/** A planned wake-up this near to the wanted time serves as well, ms. */
export const WAKE_TOLERANCE_MS = 250;

/** The lanes of the robots, and the manifests of messages with many alerts. */
export interface LaneStore {
  /** Asks the table itself; an empty lane when nobody used it yet. */
  get(id: string): Promise<Lane>;
  /**
   * Takes the lane if it still is as `lane` says, nobody holds it and, unless
   * its message goes `through` another robot, no mute is on. Answers it as taken.
   */
  take(lane: Lane, take: Take): Promise<Lane | 'lost'>;
  /** Writes what the answer changed, if the worker still holds the lane. `held` keeps the lease, `free` ends it. */
  settle(lane: Lane, next: Lane, lease: 'held' | 'free'): Promise<'settled' | 'lost'>;
  /** Declares a message lost whose worker died: it becomes `next.again`, under a new fence. */
  reclaim(lane: Lane, next: Lane, nowMs: number): Promise<'reclaimed' | 'lost'>;
  /**
   * Writes `next` on a lane nobody uses, for a change without a request, if it still is as `lane` says: of two who read
   * the same lane the second must read it again.
   */
  amend(lane: Lane, next: Lane): Promise<'amended' | 'lost'>;
  /** Ends a lease whose worker is known to be dead, and its wait for an answer: the lane can be reclaimed at once. */
  expireLease(lane: Lane): Promise<void>;
  /** Notes that all acknowledgements of the lane as read are done, whoever did them, and ends the lease. */
  acknowledged(lane: Lane): Promise<void>;
  /**
   * Whether the caller should plan a wake-up for then: no when one is planned
   * at about that time. `waiting` is the most urgent class of what waits there
   * for its turn, when that is all it waits for.
   */
  planWake(id: string, atMs: number, nowMs: number, waiting?: DueClass): Promise<'plan' | 'planned-already'>;
  /**
   * Notes that something waits there which nobody came for: whoever looks at the lane next then looks everywhere.
   * Where a look is planned that is known already.
   */
  noteOverdue(id: string, nowMs: number): Promise<void>;

  /** Writes down the alerts of a message, under its id or the name it gives its manifest; answers the number of chunks. */
  writeManifest(name: string, refs: readonly AlertRef[], expiresAtMs: number): Promise<number>;
  /** Without `chunks`, for a reader who does not know them, up to the first that is missing. */
  readManifest(name: string, chunks?: number): Promise<readonly AlertRef[]>;
}
