import type { DueClass } from '../admission/due.ts';

/** How a turn on a lane ended. */
export type TurnEnd =
  | { readonly kind: 'idle' }
  | { readonly kind: 'more'; readonly look: 'everywhere' | 'same' }
  /** `waiting` is the most urgent class of what waits, when its turn is all it waits for. */
  | { readonly kind: 'wait'; readonly untilMs: number; readonly waiting?: DueClass };
