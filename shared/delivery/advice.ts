import type { Language } from '../channels/channel.ts';
import { wordsOf } from '../rendering/words.ts';
import { EN_US } from './advice-en-us.ts';
import { ZH_CN } from './advice-zh-cn.ts';
import { ZH_TW } from './advice-zh-tw.ts';
import type { MisconfiguredReason, Outcome, OutcomeKind, RejectedReason, UnreachableReason } from './outcome.ts';

/** Why a robot wants to be left alone, as our robots tell it. */
export type ThrottledReason = 'robot-rate' | 'flood-guard' | 'platform-rate' | 'concurrency';

/** Why it is open whether a message arrived, as our robots and the HTTP client tell it. */
export type UnknownReason = 'no-answer' | 'empty-answer' | 'no-errcode' | 'unreadable-answer' | 'contradictory-answer';

/** One language's sentences: what happened, and what to do about it. `{seconds}` is the pause, `{duration}` a difference. */
export interface AdviceTexts {
  readonly delivered: string;
  readonly throttled: Readonly<Record<ThrottledReason, string>>;
  readonly misconfigured: Readonly<Record<MisconfiguredReason, string>>;
  readonly rejected: Readonly<Record<RejectedReason, string>>;
  readonly unreachable: Readonly<Record<UnreachableReason, string>>;
  readonly unknown: Readonly<Record<UnknownReason, string>>;
  /** Before the advice on a refused time. */
  readonly ourClock: { readonly behind: string; readonly ahead: string };
}

const TEXTS: Readonly<Record<Language, AdviceTexts>> = { zh_CN: ZH_CN, zh_TW: ZH_TW, en_US: EN_US };

/** Of a pause that was not recorded. */
const A_WHILE: Readonly<Record<Language, readonly [string, string]>> = {
  zh_CN: ['{seconds} 秒', '一段时间'],
  zh_TW: ['{seconds} 秒', '一段時間'],
  en_US: ['{seconds} s', 'a while'],
};

/** What an outcome means and what to do about it, in plain words. Total: reasons not known here get their kind's own text. */
export function adviceFor(outcome: Outcome, language: Language): string {
  const texts = TEXTS[language];
  switch (outcome.kind) {
    case 'delivered':
      return texts.delivered;
    case 'throttled':
      return pick(texts.throttled, outcome.reason, 'robot-rate').replace('{seconds}', seconds(outcome.retryAfterMs));
    case 'misconfigured':
      return texts.misconfigured[outcome.reason];
    case 'rejected':
      return skewIn(outcome.skewMs, language) + texts.rejected[outcome.reason];
    case 'unreachable':
      return texts.unreachable[outcome.reason];
    case 'unknown':
      return pick(texts.unknown, outcome.reason, 'no-answer');
    default:
      return outcome satisfies never;
  }
}

/** The same for a recorded outcome, of which only the words are left. */
export function adviceForRecord(
  { outcome, reason }: { readonly outcome: OutcomeKind; readonly reason: string },
  language: Language,
): string {
  const texts = TEXTS[language];
  switch (outcome) {
    case 'delivered':
      return texts.delivered;
    case 'throttled':
      return pick(texts.throttled, reason, 'robot-rate').replace(...A_WHILE[language]);
    case 'misconfigured':
      return pick(texts.misconfigured, reason, 'security');
    case 'rejected':
      return pick(texts.rejected, reason, 'other');
    case 'unreachable':
      return pick(texts.unreachable, reason, 'network');
    case 'unknown':
      return pick(texts.unknown, reason, 'no-answer');
    default:
      return outcome satisfies never;
  }
}

/** Names by how much our clock is wrong, when that is known; ends where the next sentence begins. */
function skewIn(skewMs: number | undefined, language: Language): string {
  if (skewMs === undefined) return '';

  const { behind, ahead } = TEXTS[language].ourClock;
  const duration = wordsOf(language).duration(Math.abs(skewMs));
  return `${(skewMs < 0 ? behind : ahead).replace('{duration}', duration)}${language === 'en_US' ? ' ' : ''}`;
}

function pick<Reason extends string>(
  texts: Readonly<Record<Reason, string>>,
  reason: string,
  otherwise: Reason,
): string {
  return isReason(texts, reason) ? texts[reason] : texts[otherwise];
}

function isReason<Reason extends string>(texts: Readonly<Record<Reason, string>>, reason: string): reason is Reason {
  return Object.hasOwn(texts, reason);
}

function seconds(ms: number): string {
  return String(Math.ceil(ms / 1_000));
}
