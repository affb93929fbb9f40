import { type Level, levelOfNumber } from '../../../alert/level.ts';

/**
 * OCP's words for its levels, in the three languages and the three spellings
 * its manuals use. "Alert" is OCP's internal word for level 3.
 */
const LEVEL_WORDS: Readonly<Record<string, Level>> = {
  down: 'down',
  stopped: 'down',
  停服: 'down',
  停服務: 'down',
  停機: 'down',
  critical: 'critical',
  严重: 'critical',
  嚴重: 'critical',
  alert: 'warning',
  warning: 'warning',
  warn: 'warning',
  警告: 'warning',
  caution: 'caution',
  注意: 'caution',
  info: 'info',
  information: 'info',
  reminder: 'info',
  notice: 'info',
  提醒: 'info',
  提示: 'info',
};

/** The level of a word or number of OCP's, or undefined when it is none. */
export function levelOf(text: string): Level | undefined {
  const word = text.trim().toLowerCase();
  return /^\d$/.test(word) ? levelOfNumber(Number(word)) : ownEntry(LEVEL_WORDS, word);
}

/** What a status word says: the trouble lasts, is over, or was masked in OCP. */
export type StatusWord = 'firing' | 'resolved' | 'silenced' | 'inhibited';

/**
 * The API's four words, the Chinese ones OCP sends (告警中, 已消除), those of the
 * V4.3 console, and likely spellings of the ones no page prints.
 */
const STATUS_WORDS: Readonly<Record<string, StatusWord>> = {
  1: 'firing',
  active: 'firing',
  alerting: 'firing',
  firing: 'firing',
  告警中: 'firing',
  警示中: 'firing',
  活跃: 'firing',
  0: 'resolved',
  inactive: 'resolved',
  cleared: 'resolved',
  resolved: 'resolved',
  recovered: 'resolved',
  expired: 'resolved',
  已消除: 'resolved',
  已恢复: 'resolved',
  已恢復: 'resolved',
  已解决: 'resolved',
  已解決: 'resolved',
  已过期: 'resolved',
  已過期: 'resolved',
  恢复: 'resolved',
  恢復: 'resolved',
  silenced: 'silenced',
  blocked: 'silenced',
  masked: 'silenced',
  已屏蔽: 'silenced',
  屏蔽: 'silenced',
  屏蔽中: 'silenced',
  已遮蔽: 'silenced',
  inhibited: 'inhibited',
  suppressed: 'inhibited',
  已抑制: 'inhibited',
  抑制: 'inhibited',
  抑制中: 'inhibited',
};

/** What a status of OCP's says, or undefined when the word is unknown. */
export function statusOf(text: string): StatusWord | undefined {
  return ownEntry(STATUS_WORDS, text.trim().toLowerCase());
}

/** Words come from outside: `constructor` must not find what every object inherits. */
function ownEntry<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
