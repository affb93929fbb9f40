import type { AnswerRules, Meaning, Verdict } from '../interpret-answer.ts';
import { MUTE_MS } from './limits.ts';

const MUTED: Verdict = { kind: 'throttled', reason: 'robot-rate', retryAfterMs: MUTE_MS };
const BUSY: Verdict = { kind: 'unreachable', reason: 'busy' };
const FORMAT: Verdict = { kind: 'rejected', reason: 'format' };
const TOO_LONG: Verdict = { kind: 'rejected', reason: 'too-long' };
const FILTERED: Verdict = { kind: 'rejected', reason: 'content-filter' };
const TOKEN: Verdict = { kind: 'misconfigured', reason: 'token' };
const QUOTA: Verdict = { kind: 'misconfigured', reason: 'quota' };

/** The platform as a whole, or all calls of an organisation, are too fast: a short pause is enough, ms. */
const PLATFORM_PAUSE_MS = 5_000;
const ORGANISATION_PAUSE_MS = 1_000;

/**
 * DingTalk's errcodes for custom robots: its page "Custom robots: send group
 * messages", its global table, and answers logged in public issue trackers
 * (read 2026-11-21).
 */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  [-1]: BUSY,
  40035: (errmsg) => (/access_token/i.test(errmsg) ? TOKEN : FORMAT),
  43002: FORMAT,
  43004: FORMAT,
  43005: FORMAT,
  43009: FORMAT,
  90002: { kind: 'throttled', reason: 'platform-rate', retryAfterMs: PLATFORM_PAUSE_MS },
  90018: { kind: 'throttled', reason: 'platform-rate', retryAfterMs: ORGANISATION_PAUSE_MS },
  90020: QUOTA,
  90030: QUOTA,
  101002: TOO_LONG,
  130101: MUTED,
  130102: MUTED,
  130103: MUTED,
  300001: ambiguous300001,
  300005: TOKEN,
  310000: securityCheck,
  400013: { kind: 'misconfigured', reason: 'group-gone' },
  400101: TOKEN,
  400102: { kind: 'misconfigured', reason: 'robot-disabled' },
  400105: FORMAT,
  400106: { kind: 'misconfigured', reason: 'robot-removed' },
  410100: MUTED,
  430101: FILTERED,
  430102: FILTERED,
  430103: FILTERED,
  430104: FILTERED,
  460101: TOO_LONG,
  660026: MUTED,
};

/** How DingTalk's answers are read. */
export const DINGTALK_ANSWERS: AnswerRules = { meanings: MEANINGS, guard: floodGuard, penaltyMs: MUTE_MS };

/** "Token is not exist" and "message param title or text is null" have both been seen under this code. */
function ambiguous300001(errmsg: string): Verdict {
  if (/(?:title|text|content|param)\b.*\b(?:null|empty)|为空/i.test(errmsg))
    return { kind: 'rejected', reason: 'empty' };
  if (/too fast|frequen|频/i.test(errmsg)) return MUTED;

  // Without telling words the token is the likelier cause, and the one that costs no alert when it is wrong.
  return TOKEN;
}

/**
 * One code for the robot's four security settings; the words have changed three
 * times, these stems are in all of them. The clock comes before the signature:
 * both texts speak of the signature.
 */
function securityCheck(errmsg: string): Verdict {
  if (/关键词|keyword/i.test(errmsg)) return { kind: 'misconfigured', reason: 'keyword' };
  if (/过期|expired|invalid timestamp/i.test(errmsg)) return { kind: 'rejected', reason: 'clock' };
  if (/白名单|whitelist/i.test(errmsg)) return { kind: 'misconfigured', reason: 'ip' };
  if (/签名|sign/i.test(errmsg)) return { kind: 'misconfigured', reason: 'sign' };

  return { kind: 'misconfigured', reason: 'security' };
}

/**
 * The flood guard in front of DingTalk answers `{"status":1111,"wait":5,
 * "source":"x5","punish":"deny",…}`, with an errcode or without. Whatever
 * else it carries, the robot is muted.
 */
function floodGuard(fields: Readonly<Record<string, unknown>>): Verdict | undefined {
  const status = Object.hasOwn(fields, 'status') ? fields['status'] : undefined;
  if (status !== 1111 && status !== '1111') return undefined;
  // With the code of the robot's own rate it is that; alone it may be the address that sent too much.
  const ownRate = MEANINGS[Number(fields['errcode'])] === MUTED;

  return ownRate ? MUTED : { kind: 'throttled', reason: 'flood-guard', retryAfterMs: MUTE_MS };
}
