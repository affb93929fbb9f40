import type { UnreachableReason } from '../../delivery/outcome.ts';
import type { PostResult } from '../../delivery/post.ts';
import { forbiddenDetail, type Route } from './route.ts';
import { AddressForbiddenError } from './vetted-lookup.ts';

/**
 * How far a request got.
 *
 *   connecting ──▶ connected ──▶ written ──▶ answering
 *   name, TCP,     TLS with      the message   status and headers
 *   proxy tunnel   the host      may be out    are here
 *
 * Up to `connected` nothing of the message has left, so a failure is certain.
 */
export type Progress = 'connecting' | 'connected' | 'written' | 'answering';

/** OpenSSL's and Node's names for "this certificate or handshake won't do". */
const TLS_CODES =
  /^(?:ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_|EPROTO$)/;

/** What an error of the connection means. Its message is not told: Node's may carry addresses and URLs. */
export function failure(error: unknown, progress: Progress, route: Route): PostResult {
  const code = errorCode(error);
  if (progress === 'written' || progress === 'answering') {
    return { kind: 'unknown', detail: `the connection to ${route.host} broke after the message was sent (${code})` };
  }
  // Behind a tunnel Node tells of the socket only when TLS stands, so its errors come first.
  if (route.via.kind === 'proxy' && progress === 'connecting' && !TLS_CODES.test(code)) {
    return unreachable('proxy', proxyDetail(error, code, route.via.host, route.host));
  }
  if (error instanceof AddressForbiddenError) return unreachable('address-forbidden', forbiddenDetail(route.host));
  const reason = reasonOf(error, code, progress, route.secure);

  return unreachable(reason, `${WORDS[reason]} ${route.host} (${code})`);
}

/** What it means that a time limit is over. */
export function timedOut(progress: Progress, route: Route, ms: number): PostResult {
  if (progress === 'written' || progress === 'answering') {
    return { kind: 'unknown', detail: `${route.host} gave no answer within ${ms} ms` };
  }
  if (route.via.kind === 'proxy' && progress === 'connecting') {
    return unreachable('proxy', `the proxy ${route.via.host} opened no connection to ${route.host} within ${ms} ms`);
  }

  return unreachable('timeout', `no connection to ${route.host} within ${ms} ms`);
}

type ErrorReason = 'dns' | 'refused' | 'tls' | 'timeout' | 'network';

const WORDS: Readonly<Record<ErrorReason, string>> = {
  dns: 'no address found for',
  refused: 'connection refused by',
  tls: 'no trusted TLS connection to',
  timeout: 'connection timed out to',
  network: 'no connection to',
};

function reasonOf(error: unknown, code: string, progress: Progress, secure: boolean): ErrorReason {
  if (field(error, 'syscall') === 'getaddrinfo') return 'dns';
  if (TLS_CODES.test(code)) return 'tls';
  // TCP stood and the handshake was cut off: a server without TLS, or a firewall that minds the name.
  if (progress === 'connected' && secure) return 'tls';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT') return 'timeout';

  return 'network';
}

function proxyDetail(error: unknown, code: string, proxy: string, host: string): string {
  const status = field(error, 'statusCode');
  if (field(error, 'syscall') === 'getaddrinfo' || field(error, 'syscall') === 'connect') {
    return `the proxy ${proxy} could not be reached (${code})`;
  }
  if (typeof status !== 'number') return `the proxy ${proxy} gave no connection to ${host} (${code})`;
  if (status === 407) return `the proxy ${proxy} asks for a user and password (407)`;
  if (status === 403) return `the proxy ${proxy} does not allow ${host} (403)`;

  return `the proxy ${proxy} could not connect to ${host} (${status})`;
}

function errorCode(error: unknown): string {
  const code = field(error, 'code');

  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : 'no code';
}

function field(error: unknown, name: 'code' | 'statusCode' | 'syscall'): unknown {
  return typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined;
}

function unreachable(reason: UnreachableReason, detail: string): PostResult {
  return { kind: 'unreachable', reason, detail };
}
