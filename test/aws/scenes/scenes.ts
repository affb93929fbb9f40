import { CHANNELS, FIRST_ALERT, MAKE_AGAIN, TOKENS } from './channels.ts';
import { DEAD_LETTER, DIGEST, INHIBITION, SILENCE, STAND_IN } from './deliveries.ts';
import { CLOCK, EVENTS, WATCHDOG } from './events.ts';
import { CONFIGURATION, MENDING, SIGNED_SENDER, WITHDRAWAL } from './of-the-file.ts';
import { POLLED_OCP } from './polled.ts';
import { REPLACED_SENDERS } from './senders.ts';
import type { Scene } from './stage.ts';

/** What every other scene needs. */
const SETTING_UP: readonly Scene[] = [CONFIGURATION, CHANNELS];

/** What a relay with all its parts does, in the order in which it is played. Add a scene for what needs a new permission. */
export const SCENES: readonly Scene[] = [
  ...SETTING_UP,
  FIRST_ALERT,
  EVENTS,
  CLOCK,
  WATCHDOG,
  POLLED_OCP,
  TOKENS,
  REPLACED_SENDERS,
  DIGEST,
  SILENCE,
  INHIBITION,
  DEAD_LETTER,
  STAND_IN,
  SIGNED_SENDER,
  MENDING,
  MAKE_AGAIN,
  WITHDRAWAL,
];

/** What a relay with every setting at its default does: it has no file and no events. */
export const PLAIN_SCENES: readonly Scene[] = [
  CHANNELS,
  FIRST_ALERT,
  TOKENS,
  REPLACED_SENDERS,
  DIGEST,
  SILENCE,
  INHIBITION,
  DEAD_LETTER,
  STAND_IN,
  MAKE_AGAIN,
];

/** The scenes it takes to play one of them. */
export function upTo(scene: Scene): readonly Scene[] {
  const at = SETTING_UP.indexOf(scene);
  return at === -1 ? [...SETTING_UP, scene] : SETTING_UP.slice(0, at + 1);
}
