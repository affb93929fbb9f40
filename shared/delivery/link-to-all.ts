/**
 * The link to all alerts of a message, over all channels it speaks for and
 * whichever attempt brings it; none when the relay has no public address.
 */
export function linkToAll(publicUrl: string | undefined, message: string): { readonly link?: string } {
  return publicUrl === undefined ? {} : { link: `${publicUrl}/v1/alerts?delivery=${encodeURIComponent(message)}` };
}
