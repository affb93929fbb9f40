import type { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { PlainAgent } from './plain-http.ts';
import type { Route } from './route.ts';

/** Distinct proxies whose agents are kept; a deployment has a handful. */
const MAX_KEPT = 64;

/**
 * How long one address of several is tried before the next, ms. Node's 250 is
 * less than a round trip between continents.
 */
const NEXT_ADDRESS_AFTER_MS = 2_000;

const FRESH_CONNECTIONS = { keepAlive: false, autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS } as const;

/** Gives the agent for a route, or undefined when the proxy's credentials can't be read. */
export type Agents = (route: Route) => HttpAgent | HttpsAgent | undefined;

/**
 * Agents that open a connection for each request and close it after. One is kept
 * for each way, since agents remember TLS sessions.
 *
 * No keep-alive, on purpose. A kept connection may be closed by the other side,
 * or die while a function is frozen between invocations, just as the next
 * message is written to it; whether that message was processed can't be known
 * then, and WeCom has no id by which to drop a repeat. With a fresh connection,
 * everything before its handshake is done is certainly not processed. The price
 * is a handshake, resumed from the kept session, on at most 20 messages a
 * minute and robot.
 */
export function createAgents(): Agents {
  const kept = new Map<string, HttpAgent | HttpsAgent>();

  return (route) => {
    const proxy = route.via.kind === 'proxy' ? route.via.url : '';
    const key = `${route.secure ? 'https' : 'http'} ${proxy}`;
    const known = kept.get(key);
    if (known !== undefined) return known;

    if (kept.size >= MAX_KEPT) kept.clear();
    const agent = createAgent(route.secure, proxy);
    if (agent !== undefined) kept.set(key, agent);
    return agent;
  };
}

/** Node tunnels https through the proxy with CONNECT and sends it http requests in absolute form. */
function createAgent(secure: boolean, proxy: string): HttpAgent | HttpsAgent | undefined {
  if (proxy === '') return secure ? new HttpsAgent(FRESH_CONNECTIONS) : new PlainAgent(FRESH_CONNECTIONS);

  try {
    return secure
      ? new HttpsAgent({ ...FRESH_CONNECTIONS, proxyEnv: { HTTPS_PROXY: proxy } })
      : new PlainAgent({ ...FRESH_CONNECTIONS, proxyEnv: { HTTP_PROXY: proxy } });
  } catch {
    // Node decodes the credentials here. Its error carries them, so it goes no further.
    return undefined;
  }
}
