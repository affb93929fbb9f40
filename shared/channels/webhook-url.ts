import { createHash } from 'node:crypto';
import { isAllowedHost } from './allowed-hosts.ts';
import type { Product } from './channel.ts';

/** A webhook URL taken apart. It holds the token: never log it. */
export interface Webhook {
  /** As it is posted to. */
  readonly url: string;
  /** As answers show it: of its query only the token's name, everything else is `***`. */
  readonly shownUrl: string;
  /** SHA-256 (hex) of product, host, path and token; the same robot has the same one, over http and https. */
  readonly webhookId: string;
  /** What is odd about it, and accepted. */
  readonly warnings: readonly string[];
}

/** Where a product's robots listen. */
interface Vendor {
  readonly host: string;
  readonly path: string;
  /** Query parameter that holds the token. */
  readonly parameter: string;
  readonly tokenShape: RegExp;
  readonly tokenWords: string;
}

/** robots.md's sources: open.dingtalk.com "custom robots"; developer.work.weixin.qq.com 91770; both read 2026-11-21. */
const VENDORS: Readonly<Record<Product, Vendor>> = {
  dingtalk: {
    host: 'oapi.dingtalk.com',
    path: '/robot/send',
    parameter: 'access_token',
    tokenShape: /^[0-9a-f]{64}$/i,
    tokenWords: 'the access_token is not 64 hexadecimal digits',
  },
  wecom: {
    host: 'qyapi.weixin.qq.com',
    path: '/cgi-bin/webhook/send',
    parameter: 'key',
    tokenShape: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    tokenWords: 'the key is not a UUID (8-4-4-4-12 hexadecimal digits)',
  },
};

/** What stands for a secret in answers. */
export const MASK = '***';

/** What the host rules depend on beside the URL. */
export interface WebhookContext {
  readonly type: Product;
  /** Whether the channel has a proxy: only then http is let through. */
  readonly hasProxy: boolean;
  readonly allowedHosts: readonly string[];
}

/** A webhook that is fit, or why not and what to do; the message quotes nothing of the URL. */
export type WebhookResult =
  | { readonly kind: 'webhook'; readonly webhook: Webhook }
  | { readonly kind: 'unfit'; readonly message: string };

/** Takes a webhook URL apart and checks whose it is. */
export function parseWebhookUrl(text: string, context: WebhookContext): WebhookResult {
  const url = URL.parse(text.trim());
  if (url === null) return { kind: 'unfit', message: NOT_A_URL };

  const message = problemOf(url, context);
  return message === undefined ? { kind: 'webhook', webhook: takeApart(url, context) } : { kind: 'unfit', message };
}

/** What is wrong with a stored webhook, judged by its shown URL, under the channel's new settings. */
export function shownUrlProblem(shownUrl: string, context: WebhookContext): string | undefined {
  const url = URL.parse(shownUrl);
  return url === null ? NOT_A_URL : problemOf(url, context);
}

const NOT_A_URL = 'is not a URL: copy the whole webhook address from the robot, https://… included';

/** Undefined when the URL keeps the rules of where and how a robot may be posted to. */
function problemOf(url: URL, context: WebhookContext): string | undefined {
  const vendor = VENDORS[context.type];
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return NOT_A_URL;
  if (url.username !== '' || url.password !== '') return 'must not contain user:password@';

  const tokens = url.searchParams.getAll(vendor.parameter).filter((token) => token.trim() !== '');
  if (!isAllowedHost(url, context.allowedHosts)) {
    const message = vendorProblem(url, context);
    if (message !== undefined) return message;
  }
  if (tokens.length === 0) return `has no ${vendor.parameter}=…: copy the whole webhook address from the robot`;
  return tokens.length > 1 ? `must have one ${vendor.parameter}=…` : undefined;
}

function vendorProblem(url: URL, { type, hasProxy }: WebhookContext): string | undefined {
  const vendor = VENDORS[type];
  const [other] = Object.entries(VENDORS).filter(([product, { host }]) => product !== type && url.hostname === host);
  if (other !== undefined) return `belongs to a ${other[0]} robot: set type to ${other[0]} or use a ${type} webhook`;
  if (url.hostname !== vendor.host) {
    return `must be on ${vendor.host}; a stand-in's host needs --allow-webhook-host HOST:PORT at start`;
  }
  if (url.port !== '') return 'must not name a port other than the default';
  return url.protocol === 'https:' || hasProxy
    ? undefined
    : 'must begin with https:// (http:// only together with a proxy that can do no https)';
}

/** Added per message when it is signed; a pasted example carries old ones. */
const PER_MESSAGE = ['timestamp', 'sign'] as const;

function takeApart(url: URL, { type, allowedHosts }: WebhookContext): Webhook {
  const vendor = VENDORS[type];
  const token = url.searchParams.get(vendor.parameter) ?? '';
  const warnings: string[] = [];
  const clean = new URL(url);
  clean.hash = '';
  if (type === 'dingtalk' && PER_MESSAGE.some((name) => clean.searchParams.has(name))) {
    for (const name of PER_MESSAGE) clean.searchParams.delete(name);
    warnings.push('timestamp and sign were left out of it: they are made anew for each message');
  }
  if (!vendor.tokenShape.test(token)) warnings.push(`${vendor.tokenWords}: check that it was copied whole`);
  if (url.pathname !== vendor.path && !isAllowedHost(url, allowedHosts)) {
    warnings.push(`its path is not ${vendor.path}`);
  }

  return {
    url: clean.href,
    shownUrl: mask(clean, vendor.parameter),
    webhookId: webhookIdOf(type, clean, token),
    warnings,
  };
}

/** Other names are masked too: a token pasted with a bare `&` in it ends in one. */
function mask(url: URL, parameter: string): string {
  const names = [...url.searchParams.keys()].map((name) => (name === parameter ? `${name}=${MASK}` : MASK));
  return `${url.origin}${url.pathname}?${names.join('&')}`;
}

/** Host and path without the scheme: http through a proxy and https reach the same robot. */
function webhookIdOf(type: Product, url: URL, token: string): string {
  const hash = createHash('sha256');
  // A length before each part keeps ("ab","c") and ("a","bc") apart.
  for (const part of [type, url.host, url.pathname, token]) hash.update(`${Buffer.byteLength(part)}:${part}`);

  return hash.digest('hex');
}
