import type { Post } from '../../delivery/post.ts';
import { createAgents } from './agents.ts';
import { Exchange } from './exchange.ts';
import { decideRoute } from './route.ts';

/** What the HTTP client must know of its surroundings. */
export interface PostOptions {
  /** Hosts (`host:port` or `host`) that may resolve to loopback or private addresses. */
  readonly allowedHosts: readonly string[];
  /** Proxy of requests that name none, `http://host:port`. */
  readonly proxy?: string | undefined;
}

/**
 * The HTTP client for robots: one POST, through the request's proxy or else the
 * one for all, if there is any, with a limit on connecting and on the whole. It follows no redirect,
 * retries nothing and throws nothing, and its words name hosts, never URLs.
 */
export function createPost(options: PostOptions): Post {
  const allowedHosts = new Set(options.allowedHosts.map((host) => host.trim().toLowerCase()));
  const agents = createAgents();

  return async (wanted) => {
    const proxy = wanted.proxy ?? options.proxy;
    const request = { ...wanted, ...(proxy === undefined ? {} : { proxy }) };
    const decision = decideRoute(request, allowedHosts);
    if (decision.kind === 'unreachable') return decision;

    const agent = agents(decision.route);
    if (agent === undefined) {
      return {
        kind: 'unreachable',
        reason: 'proxy',
        detail: 'the proxy’s user or password is not percent-encoded right',
      };
    }
    return new Exchange(decision.route, request).run(agent);
  };
}
