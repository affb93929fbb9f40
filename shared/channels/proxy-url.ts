import { MASK } from './webhook-url.ts';

/** A proxy taken apart. `auth` is a secret: never log it. */
export interface ChannelProxy {
  /** `http://host:port`, without credentials. */
  readonly url: string;
  readonly credentials: ProxyCredentials;
}

/** What stood before the `@`. */
export type ProxyCredentials =
  | { readonly kind: 'absent' }
  /** An `@` with nothing before it: there shall be none. */
  | { readonly kind: 'none' }
  /** As answers show it: the stored ones are meant. */
  | { readonly kind: 'masked' }
  /** `user:password`, percent-encoded as in a URL. */
  | { readonly kind: 'given'; readonly auth: string };

/** A proxy that is fit, or why not and what to do; the message quotes nothing of it. */
export type ProxyResult =
  | { readonly kind: 'proxy'; readonly proxy: ChannelProxy }
  | { readonly kind: 'unfit'; readonly message: string };

/**
 * OCP's forms, `http:ip:port` before its version 4.2.0 and `http://ip:port`
 * since; its manual still prints both. Credentials end at the last `@`.
 */
const FORM = /^http:(?:\/\/)?(?:(?<auth>.*)@)?(?<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+):(?<port>\d{1,5})\/?$/is;

const UNFIT =
  'must be http://host:port or http:host:port, for example http://192.0.2.8:3128, if need be with user:password@ before the host';

/** Takes a proxy apart. */
export function parseProxy(text: string): ProxyResult {
  const { auth, host = '', port = '' } = FORM.exec(text.trim())?.groups ?? {};
  const url = URL.parse(`http://${host}:${port}`);
  if (host === '' || url === null || !isFitHost(host, url.hostname)) return { kind: 'unfit', message: UNFIT };
  if (Number(port) === 0) return { kind: 'unfit', message: UNFIT };

  const credentials = parseCredentials(auth);
  if (credentials === undefined) return { kind: 'unfit', message: 'has credentials that are not user:password' };

  return { kind: 'proxy', proxy: { url: `http://${url.hostname}:${Number(port)}`, credentials } };
}

/** A proxy as answers show it. */
export function showProxy(url: string, hasCredentials: boolean): string {
  return hasCredentials ? url.replace('http://', `http://${MASK}@`) : url;
}

/** A number with a digit too few becomes another address in URL parsers: `10.0.8` would be 10.0.0.8. */
function isFitHost(host: string, parsed: string): boolean {
  return host.startsWith('[') || host.toLowerCase() === parsed;
}

function parseCredentials(auth: string | undefined): ProxyCredentials | undefined {
  if (auth === undefined) return { kind: 'absent' };
  if (auth === '') return { kind: 'none' };
  if (auth === MASK) return { kind: 'masked' };

  const colon = auth.indexOf(':');
  if (colon < 1 || auth.includes(MASK)) return undefined;
  return { kind: 'given', auth: `${encode(auth.slice(0, colon))}:${encode(auth.slice(colon + 1))}` };
}

/** What is percent-encoded already stays as it is; anything else is encoded. */
function encode(part: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(part));
  } catch {
    return encodeURIComponent(part);
  }
}
