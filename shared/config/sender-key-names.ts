/** What the names of senders' keys begin with: the receiving function may read these, and no robot's secret. */
export const SENDER_KEY_FOLDER = 'senders/';

/** Whether a named secret is the key of a sender. */
export function isSenderKey(name: string): boolean {
  return name.startsWith(SENDER_KEY_FOLDER);
}
