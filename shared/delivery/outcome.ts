/** Why a robot refuses every message until a person changes a setting. */
export type MisconfiguredReason =
  | 'token'
  | 'sign'
  | 'keyword'
  | 'ip'
  | 'robot-disabled'
  | 'robot-removed'
  | 'group-gone'
  | 'quota'
  | 'secret-missing'
  | 'security';

/** Why no answer could be had although the request was certainly not processed. */
export type UnreachableReason =
  | 'dns'
  | 'refused'
  | 'proxy'
  | 'tls'
  | 'timeout'
  | 'address-forbidden'
  | 'network'
  | 'server-error'
  | 'busy'
  | 'not-json';

/** What exactly a robot disliked about one message. */
export type RejectedReason = 'too-long' | 'content-filter' | 'clock' | 'empty' | 'format' | 'response-check' | 'other';

interface Answered {
  /** The robot's own code, when it gave one. */
  readonly errcode?: number;
  /** The robot's own words, with secrets and addresses removed. */
  readonly errmsg?: string;
}

/**
 * What one request to a robot came to. The kind is at once the metric, the log
 * field, the API value and the heading in the runbook.
 */
export type Outcome =
  | ({ readonly kind: 'delivered' } & Answered)
  /** Sent too fast (or someone else did): leave the robot alone for `retryAfterMs`. */
  | ({ readonly kind: 'throttled'; readonly retryAfterMs: number; readonly reason: string } & Answered)
  | ({ readonly kind: 'misconfigured'; readonly reason: MisconfiguredReason } & Answered)
  | ({
      readonly kind: 'rejected';
      readonly reason: RejectedReason;
      /** How far our clock is ahead of the robot's, ms (negative: behind), when that is what it refused. */
      readonly skewMs?: number;
    } & Answered)
  | ({ readonly kind: 'unreachable'; readonly reason: UnreachableReason } & Answered)
  /** The request left us and no readable answer came back: it may have been delivered. */
  | ({ readonly kind: 'unknown'; readonly reason: string } & Answered);

export type OutcomeKind = Outcome['kind'];
