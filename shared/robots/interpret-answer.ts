import type { Outcome } from '../delivery/outcome.ts';
import { redact } from '../delivery/redact.ts';
import { type Answer, readAnswer } from './answer.ts';
import type { RobotResponse } from './robot.ts';

/** An outcome before the robot's code and words are attached. */
export type Verdict = Outcome extends infer One
  ? One extends Outcome
    ? Omit<One, 'errcode' | 'errmsg'>
    : never
  : never;

/** What one errcode means; a function where the vendor uses one code for several causes told apart in words. */
export type Meaning = Verdict | ((errmsg: string) => Verdict);

/** What is particular to one product's answers. */
export interface AnswerRules {
  /** Every known errcode but 0. */
  readonly meanings: Readonly<Record<number, Meaning>>;
  /** Recognises an answer of something that guards the robot and uses no errcode. */
  readonly guard: (fields: Readonly<Record<string, unknown>>) => Verdict | undefined;
  /** How long to leave the robot alone when it says "too fast" in a way we don't know, ms. */
  readonly penaltyMs: number;
}

const DELIVERED: Verdict = { kind: 'delivered' };
const SERVER_ERROR: Verdict = { kind: 'unreachable', reason: 'server-error' };
const NOT_THE_ROBOT: Verdict = { kind: 'unreachable', reason: 'not-json' };

/** A robot's way to say "too fast" under a code that is in no table; its codes have changed three times. */
const TOO_FAST = /too fast|too many|times per minute|freq(?:uency)?[\w ]* (?:out of )?limit|太快|频繁|频率/i;

/** Characters of an answer without errcode that are kept. */
const KEPT_OF_BODY = 160;

/**
 * What an answer means, for any status and any body. Success is an errcode of
 * exactly 0 and nothing else (HTTP 200 says only that some server was reached).
 */
export function interpretAnswer(response: RobotResponse, rules: AnswerRules, secrets: readonly string[] = []): Outcome {
  const answer = readAnswer(response.body);
  const verdict = judge(answer, response.status, rules);
  if (answer.kind !== 'object' || answer.errcode === undefined) {
    return { ...verdict, errmsg: describe(response, secrets) };
  }
  const errmsg = redact(answer.errmsg, secrets);

  return { ...verdict, errcode: answer.errcode, ...(errmsg === '' ? {} : { errmsg }) };
}

function judge(answer: Answer, status: number, rules: AnswerRules): Verdict {
  if (answer.kind === 'object') {
    const guarded = rules.guard(answer.fields);
    if (guarded !== undefined) return guarded;
    if (answer.errcode !== undefined) return judgeCode(answer.errcode, answer.errmsg, status, rules);
  }

  return judgeStatus(status, rules) ?? judgeShape(answer, status);
}

function judgeCode(errcode: number, errmsg: string, status: number, rules: AnswerRules): Verdict {
  // "Ok" under an HTTP error contradicts itself: it may have been delivered, so it is neither success nor failure.
  if (errcode === 0) return isSuccess(status) ? DELIVERED : { kind: 'unknown', reason: 'contradictory-answer' };

  const meaning = Object.hasOwn(rules.meanings, errcode) ? rules.meanings[errcode] : undefined;
  if (meaning !== undefined) return typeof meaning === 'function' ? meaning(errmsg) : meaning;
  if (TOO_FAST.test(errmsg)) return { kind: 'throttled', reason: 'robot-rate', retryAfterMs: rules.penaltyMs };

  return judgeStatus(status, rules) ?? { kind: 'rejected', reason: 'other' };
}

/** The status alone, where it says enough. */
function judgeStatus(status: number, rules: AnswerRules): Verdict | undefined {
  if (status >= 500 || status === 408) return SERVER_ERROR;
  if (status === 429) return { kind: 'throttled', reason: 'robot-rate', retryAfterMs: rules.penaltyMs };
  if (status === 407) return { kind: 'unreachable', reason: 'proxy' };
  // Redirects are not followed: the robot never redirects, a login portal or a misled proxy does.
  if (status >= 300 && status < 400) return NOT_THE_ROBOT;

  return undefined;
}

/**
 * An answer without errcode and without a telling status.
 *
 * - HTML was written by something in front of the robot (DingTalk's ban of an
 *   address is such a page), so the message was not processed: try again.
 * - Nothing, broken-off JSON, or JSON without errcode under a 2xx comes from
 *   something that took the request. The message may be in the group:
 *   `unknown`, which is repeated under the same id or with a mark.
 * - The same under a 4xx is a refusal.
 */
function judgeShape(answer: Answer, status: number): Verdict {
  if (answer.kind === 'html') return NOT_THE_ROBOT;
  if (status >= 400) return { kind: 'rejected', reason: 'other' };

  switch (answer.kind) {
    case 'empty':
      return { kind: 'unknown', reason: 'empty-answer' };
    case 'object':
      return { kind: 'unknown', reason: 'no-errcode' };
    case 'unreadable':
      return { kind: 'unknown', reason: 'unreadable-answer' };
    default:
      return answer satisfies never;
  }
}

/** An answer without errcode in a few words, for whoever looks for the cause. */
function describe(response: RobotResponse, secrets: readonly string[]): string {
  const start = [...redact(response.body, secrets)].slice(0, KEPT_OF_BODY).join('');

  return start === '' ? `HTTP ${response.status}` : `HTTP ${response.status}: ${start}`;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
