import { isIP, type LookupFunction } from 'node:net';
import type { PostRequest, PostResult } from '../../delivery/post.ts';
import { isForbiddenAddress } from './forbidden-address.ts';
import { createLookup } from './vetted-lookup.ts';

/** How a request gets to its host. */
export interface Route {
  readonly url: URL;
  readonly secure: boolean;
  /** `host:port`, the only part of the URL that may be told. */
  readonly host: string;
  readonly via: { readonly kind: 'direct'; readonly lookup: LookupFunction } | Proxied;
}

/** Through an HTTP proxy, which resolves the host's name itself. */
export interface Proxied {
  readonly kind: 'proxy';
  /** With its credentials. */
  readonly url: string;
  /** `host:port`, without them. */
  readonly host: string;
}

/** A way to the host, or why there is none. */
export type RouteDecision =
  | { readonly kind: 'route'; readonly route: Route }
  | Extract<PostResult, { kind: 'unreachable' }>;

const LOOKUPS = { vetted: createLookup('vetted'), exempt: createLookup('exempt') } as const;

/** Decides the way. Pure but for the name resolution it prepares; errors never carry the URL. */
export function decideRoute(request: PostRequest, allowedHosts: ReadonlySet<string>): RouteDecision {
  const url = httpUrl(request.url);
  if (url === undefined) return unreachable('network', 'the webhook URL is not an http or https URL');
  const secure = url.protocol === 'https:';
  const host = hostAndPort(url);
  const base = { url, secure, host };

  if (request.proxy !== undefined) {
    const proxy = httpUrl(request.proxy);
    // Given anything else, Node would silently connect without a proxy.
    if (proxy === undefined) return unreachable('proxy', 'the proxy is not an http or https address');
    return { kind: 'route', route: { ...base, via: { kind: 'proxy', url: proxy.href, host: hostAndPort(proxy) } } };
  }

  const exempt = allowedHosts.has(host) || allowedHosts.has(url.hostname);
  // No name, no lookup: an address in the URL is vetted here.
  if (!exempt && isForbiddenLiteral(url.hostname)) return unreachable('address-forbidden', forbiddenDetail(host));
  return { kind: 'route', route: { ...base, via: { kind: 'direct', lookup: LOOKUPS[exempt ? 'exempt' : 'vetted'] } } };
}

/** What is told when a host's address is forbidden. */
export function forbiddenDetail(host: string): string {
  return `${host} is a private, loopback or otherwise forbidden address`;
}

function httpUrl(text: string): URL | undefined {
  const url = URL.parse(text);

  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== ''
    ? url
    : undefined;
}

function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

function isForbiddenLiteral(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');

  return isIP(address) !== 0 && isForbiddenAddress(address);
}

function unreachable(reason: 'network' | 'proxy' | 'address-forbidden', detail: string): RouteDecision {
  return { kind: 'unreachable', reason, detail };
}
