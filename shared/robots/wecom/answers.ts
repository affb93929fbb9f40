import type { AnswerRules, Meaning, Verdict } from '../interpret-answer.ts';
import { CONCURRENCY_PAUSE_MS, PENALTY_MS } from './limits.ts';

const BUSY: Verdict = { kind: 'unreachable', reason: 'busy' };
const FORMAT: Verdict = { kind: 'rejected', reason: 'format' };
const TOO_LONG: Verdict = { kind: 'rejected', reason: 'too-long' };
const EMPTY: Verdict = { kind: 'rejected', reason: 'empty' };

/**
 * WeCom's errcodes for group robots ("message push"): its page 91770, its
 * global table 90313, and answers logged in public issue trackers (read
 * 2026-11-21). Its words carry a hint and the caller's address and change
 * freely, so they are read only where one code has several causes.
 */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  [-1]: BUSY,
  6000: BUSY,
  40004: FORMAT,
  40005: FORMAT,
  40006: FORMAT,
  40007: FORMAT,
  40008: FORMAT,
  40009: FORMAT,
  40033: FORMAT,
  40035: lengthOr(FORMAT),
  40039: TOO_LONG,
  40058: lengthOr(FORMAT),
  40063: EMPTY,
  40123: FORMAT,
  44004: EMPTY,
  45001: TOO_LONG,
  45002: TOO_LONG,
  45007: TOO_LONG,
  45008: TOO_LONG,
  45009: { kind: 'throttled', reason: 'robot-rate', retryAfterMs: PENALTY_MS },
  45033: { kind: 'throttled', reason: 'concurrency', retryAfterMs: CONCURRENCY_PAUSE_MS },
  45034: FORMAT,
  // Bad key, missing key, or a robot that was removed; in 2019 also over-long content.
  93000: lengthOr({ kind: 'misconfigured', reason: 'token' }),
  93004: { kind: 'misconfigured', reason: 'robot-disabled' },
  93008: { kind: 'misconfigured', reason: 'robot-removed' },
  301016: FORMAT,
  301017: FORMAT,
};

/** How WeCom's answers are read. */
export const WECOM_ANSWERS: AnswerRules = { meanings: MEANINGS, guard: () => undefined, penaltyMs: PENALTY_MS };

function lengthOr(otherwise: Verdict): Meaning {
  return (errmsg) => (/exceed max length/i.test(errmsg) ? TOO_LONG : otherwise);
}
