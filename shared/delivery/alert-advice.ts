import type { SuppressedReason } from '../admission/admit.ts';
import type { AlertState } from '../admission/alert-item.ts';
import type { Language } from '../channels/channel.ts';
import { type DeadReasonKind, deadReasonKind } from '../dead-letters/dead-reason.ts';
import { adviceForRecord } from './advice.ts';
import { ALERT_ADVICE_EN_US, ALERT_ADVICE_ZH_CN, ALERT_ADVICE_ZH_TW } from './alert-advice-texts.ts';
import type { RejectedReason } from './outcome.ts';

/** Why an alert was not told, as the ledger has it: a suppression, or that it was told already. */
export type UntoldReason = SuppressedReason | 'told-already';

/** One language's sentences about alerts that nobody was told of: why, and what to do. Total over the reasons. */
export interface AlertAdviceTexts {
  readonly suppressed: Readonly<Record<UntoldReason, string>>;
  /** For a reason of another version. */
  readonly otherSuppressed: string;
  readonly rejected: Readonly<Record<RejectedReason, string>>;
  readonly dead: Readonly<Record<Exclude<DeadReasonKind, 'rejected'>, string>>;
  /** After what to mend first. */
  readonly replay: string;
}

const TEXTS: Readonly<Record<Language, AlertAdviceTexts>> = {
  zh_CN: ALERT_ADVICE_ZH_CN,
  zh_TW: ALERT_ADVICE_ZH_TW,
  en_US: ALERT_ADVICE_EN_US,
};

/** Why an alert in this state was not told and what to do about it; empty where there is nothing to do. */
export function adviceForAlert(
  { state, reason }: { readonly state: AlertState; readonly reason: string },
  language: Language,
): string {
  switch (state) {
    case 'waiting':
    case 'delivered':
      return '';
    case 'suppressed': {
      const { suppressed, otherSuppressed } = TEXTS[language];
      return textFor(suppressed, reason) ?? otherSuppressed;
    }
    case 'dead':
      return adviceForDeath(reason, language);
    default:
      return state satisfies never;
  }
}

/** Why an alert died and how it is told after all. The reason is the ledger's: `rejected: format (40008)`. */
export function adviceForDeath(reason: string, language: Language): string {
  const texts = TEXTS[language];
  const kind = deadReasonKind(reason);
  const why = kind === 'rejected' ? whyRejected(reason, texts) : texts.dead[kind] + whatFailed(reason, language);

  return [why, texts.replay].join(language === 'en_US' ? ' ' : '');
}

function whyRejected(reason: string, { rejected }: AlertAdviceTexts): string {
  const [, word = ''] = /^rejected: ([\w-]+)/.exec(reason) ?? [];
  return textFor(rejected, word) ?? rejected.other;
}

/** `too old: every robot failed (keyword)` names what the last one lacked. */
function whatFailed(reason: string, language: Language): string {
  const [, word] = /\(([\w-]+)\)$/.exec(reason) ?? [];
  if (word === undefined) return '';

  return (language === 'en_US' ? ' ' : '') + adviceForRecord({ outcome: 'misconfigured', reason: word }, language);
}

function textFor(texts: Readonly<Record<string, string>>, reason: string): string | undefined {
  return Object.hasOwn(texts, reason) ? texts[reason] : undefined;
}
