import type { UnreachableReason } from './outcome.ts';

/** One HTTP request to a robot. It holds secrets: never log it. */
export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `http://host:port`, or with `user:password@`. */
  readonly proxy?: string;
  /** Until the connection (through the proxy, with TLS) stands, in ms. */
  readonly connectTimeoutMs: number;
  /** From start to the last byte of the answer, in ms. */
  readonly totalTimeoutMs: number;
}

/** What came of a request: an answer, or how it failed. Nothing is thrown. */
export type PostResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** At most 64 kB of the body, decoded as UTF-8. */
      readonly body: string;
      /** The answer's `Date` header in ms since the epoch, for measuring clock skew. */
      readonly serverTimeMs?: number;
    }
  /** The request was certainly not processed. `detail` names the host or proxy, never the URL. */
  | { readonly kind: 'unreachable'; readonly reason: UnreachableReason; readonly detail: string }
  /** The request was written (or may have been) and no answer came. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Sends one request: no redirect followed, no retry. */
export type Post = (request: PostRequest) => Promise<PostResult>;
