import type { AlertKey } from '../admission/alert-store.ts';
import { isFingerprint } from '../alert/fingerprint.ts';
import { canNameChannel } from '../channels/channel-name.ts';

const FINGERPRINT_CHARS = 22;

/**
 * The id of a dead letter: the alert's fingerprint and its channel, which are
 * its place in the table, in base64url. It needs no index to be found, fits in
 * a path as it is, and is the same each time the alert dies. To others it says
 * nothing: only its length is theirs to rely on, at most 372 characters.
 */
export function deadLetterId({ channel, fingerprint }: AlertKey): string {
  return Buffer.from(fingerprint + channel).toString('base64url');
}

/** The alert a dead letter is about, or undefined for text that is no id of one. */
export function deadLetterKey(id: string): AlertKey | undefined {
  const text = Buffer.from(id, 'base64url').toString();
  const key = { fingerprint: text.slice(0, FINGERPRINT_CHARS), channel: text.slice(FINGERPRINT_CHARS) };
  // One alert has one id: a text that merely decodes to the same is none.
  const isOurs = isFingerprint(key.fingerprint) && canNameChannel(key.channel) && deadLetterId(key) === id;

  return isOurs ? key : undefined;
}
