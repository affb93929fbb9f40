import { CHANNELS, FIRST_ALERT, MAKE_AGAIN, TOKENS } from './channels.ts';
import { DEAD_LETTER, DIGEST, STAND_IN } from './deliveries.ts';
import { CLOCK, CONFIGURATION, EVENTS, WITHDRAWAL } from './events.ts';
import type { Scene } from './stage.ts';

/** What a relay with all its parts does, in the order in which it is played. Add a scene for what needs a new permission. */
export const SCENES: readonly Scene[] = [
  CONFIGURATION,
  CHANNELS,
  FIRST_ALERT,
  EVENTS,
  CLOCK,
  TOKENS,
  DIGEST,
  DEAD_LETTER,
  STAND_IN,
  MAKE_AGAIN,
  WITHDRAWAL,
];

/** What a relay with every setting at its default does: it has no file and no events. */
export const PLAIN_SCENES: readonly Scene[] = [
  CHANNELS,
  FIRST_ALERT,
  TOKENS,
  DIGEST,
  DEAD_LETTER,
  STAND_IN,
  MAKE_AGAIN,
];
