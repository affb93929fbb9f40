/** The address people reach the relay at, or what is wrong with the text given for it. */
export type PublicUrl =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'refused'; readonly problem: string };

/** It stands in messages, where a robot takes few bytes. */
const MAX_LENGTH = 300;

/**
 * Reads the address people reach the relay at, for links in messages: an
 * origin, with a path where a proxy puts the relay under one. The problem never
 * repeats the text: credentials get pasted into addresses.
 */
export function parsePublicUrl(text: string): PublicUrl {
  if (text.length > MAX_LENGTH) return refused(`must be at most ${MAX_LENGTH} characters long, not ${text.length}`);
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    return refused('must be a whole address that begins with http:// or https://');
  if (url.username !== '' || url.password !== '') return refused('must hold no credentials: others see it');
  if (/[?#]/.test(text)) return refused('must hold no query and no fragment');

  return { kind: 'url', url: `${url.origin}${url.pathname}`.replace(/\/+$/, '') };
}

function refused(problem: string): PublicUrl {
  return { kind: 'refused', problem };
}
