import type { FetchedText, FetchText } from '#shared/receiving/sns/judge-sns.ts';
import { readUpTo } from './read-up-to.ts';

/** Bounds of one fetch. */
export interface FetchLimits {
  /** For everything, from the name's resolution to the last byte. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** SNS gives up on an address after 15 s; a certificate has some 2 kB, and so has the answer to a confirmation. */
export const SNS_FETCH_LIMITS: FetchLimits = { timeoutMs: 5_000, maxBytes: 65_536 };

/** Gets small texts, as certificates are, with Node's own `fetch`. Redirects are not followed: nobody vouches for where they lead. */
export function createFetchText({ timeoutMs, maxBytes }: FetchLimits): FetchText {
  return async (url) => {
    try {
      const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      const text = await readUpTo(response, maxBytes);
      return text === undefined
        ? { kind: 'failed', reason: `answered with more than ${maxBytes} bytes` }
        : { kind: 'text', status: response.status, text };
    } catch (error) {
      return failed(error, timeoutMs);
    }
  };
}

/** The code of the error alone: its words may quote the address, and a confirmation's address holds a token. */
function failed(error: unknown, timeoutMs: number): FetchedText {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { kind: 'failed', reason: `did not answer within ${timeoutMs} ms` };
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection';
  return { kind: 'failed', reason: `can not be reached (${code})` };
}
