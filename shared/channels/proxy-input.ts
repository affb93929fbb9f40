import type { Channel } from './channel.ts';
import { CHANNEL_SIZES } from './channel-defaults.ts';
import { type ChannelProxy, parseProxy } from './proxy-url.ts';
import type { SecretValue } from './secret-change.ts';
import { readText, refuse, refuseAs, type Section, warn } from './section.ts';

/** A channel's proxy, and what becomes of its credentials. */
export interface ProxyPlan {
  /** `http://host:port`. */
  readonly url: string;
  readonly auth: SecretValue;
}

/** Whether a secret left out of the input is kept as stored, or is none. */
export type LeftOut = 'kept' | 'none';

/**
 * Reads the proxy. Stored credentials are kept only for the proxy they were
 * given for: to send them to another one would give them away.
 */
export function readProxy(top: Section, stored: Channel | undefined, leftOut: LeftOut): ProxyPlan | undefined {
  const text = readText(top, 'proxy', CHANNEL_SIZES.secret);
  if (text === undefined) return undefined;

  const result = parseProxy(text);
  if (result.kind === 'unfit') return refuseAs(top, 'proxy', result.message);

  return { url: result.proxy.url, auth: planAuth(top, result.proxy, stored, leftOut) };
}

function planAuth(top: Section, proxy: ChannelProxy, stored: Channel | undefined, leftOut: LeftOut): SecretValue {
  const isStored = stored?.proxyAuthenticated === true && stored.proxy === proxy.url;
  const kept: SecretValue = isStored ? { kind: 'kept', from: stored.robots[0].secretRef } : { kind: 'none' };

  switch (proxy.credentials.kind) {
    case 'given':
      return { kind: 'given', value: proxy.credentials.auth };
    case 'none':
      return { kind: 'none' };
    case 'masked':
      if (!isStored)
        refuse(top, 'proxy', 'has no stored credentials for this host and port: write user:password@ in full');
      return kept;
    case 'absent':
      if (!isStored || leftOut === 'none') return { kind: 'none' };
      warn(top, 'proxy', 'its stored credentials are kept; to remove them write http://@host:port');
      return kept;
    default:
      return proxy.credentials satisfies never;
  }
}
