/** Characters that end a link in one of the products, or could start another construct. */
const SAFE = /^https?:\/\/[^\s\p{Cc}()<>"'`\\^{|}[\]@]+$/iu;

/**
 * A URL as the target of a link, or undefined when it can't be one: it must be
 * http or https, name no user, and hold no space or newline. Brackets, which
 * would end the link early, are percent-encoded.
 */
export function safeUrl(text: string): string | undefined {
  const url = text.trim().replace(/[()[\]<>"'`\\^{|}]/g, encode);
  // An `@` before the path would show one host and open another; after it, it is an ordinary character.
  const [, start = '', rest = ''] = /^(https?:\/\/[^/?#]*)(.*)$/isu.exec(url) ?? [];
  const candidate = start + rest.replaceAll('@', '%40');
  return SAFE.test(candidate) && URL.canParse(candidate) ? candidate : undefined;
}

function encode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
