import type { AlertKey } from '../admission/alert-store.ts';
import type { Due } from '../admission/due.ts';

/** A dead alert as it was seen, to be told after all. */
export interface Revival extends AlertKey {
  /** As seen: whoever changed it meanwhile goes first. */
  readonly version: number;
  /** Now, in the class of what it has to tell. */
  readonly due: Due;
}

/** Brings dead alerts back into the outbox. */
export interface AlertRevival {
  /** One conditional write: of two replays at once one wins, and one that fired again meanwhile is left alone. */
  revive(revival: Revival): Promise<'revived' | 'refused'>;
}
