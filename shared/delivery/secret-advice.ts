import type { Language } from '../channels/channel.ts';
import { namesIn } from '../channels/named-ref.ts';
import type { Outcome } from './outcome.ts';

/** What to do about named secrets that are not there or not fit; `{names}` and `{commands}` are filled in. */
const TEXTS: Readonly<Record<Language, string>> = {
  zh_CN:
    '密钥 {names} 不存在或内容不可用。请写入（从标准输入读取值）：{commands}，之后等待中的告警会自动发出，无需重新部署。',
  zh_TW:
    '金鑰 {names} 不存在或內容無法使用。請寫入（從標準輸入讀取值）：{commands}，之後等待中的告警會自動送出，無需重新部署。',
  en_US:
    'The secret {names} is not there or holds nothing fit. Put it, its value on standard input: {commands}. What waits then goes out by itself, without a deployment.',
};

/** How to mend a robot whose secrets are named in `tocsin.yaml`; undefined when it is not about these. */
export function adviceOnNames(outcome: Outcome, ref: string, language: Language): string | undefined {
  const names = namesIn(ref);
  if (names.length === 0 || outcome.kind !== 'misconfigured' || outcome.reason !== 'secret-missing') return undefined;

  return TEXTS[language]
    .replace('{names}', () => names.join(', '))
    .replace('{commands}', () => names.map(putCommand).join('; '));
}

/** The command that writes a named secret. */
export function putCommand(name: string): string {
  return `npm run secret:put -- ${name}`;
}
