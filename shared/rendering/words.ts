import type { AlertStatus } from '../alert/alert.ts';
import type { Level } from '../alert/level.ts';
import type { Language } from '../channels/channel.ts';
import { EN_US } from './words-en-us.ts';
import { ZH_CN } from './words-zh-cn.ts';
import { ZH_TW } from './words-zh-tw.ts';

/**
 * What a language says that depends on figures. Sentences are whole here, not
 * glued from words, so that each language keeps its own order and plurals.
 */
export interface Words {
  readonly levels: Readonly<Record<Level, string>>;
  /** OCP's words for `alarm_status`. */
  readonly statuses: Readonly<Record<AlertStatus, string>>;
  /** The word in front of a title, in the brackets of the language. */
  tag(word: string): string;
  readonly recovered: string;
  readonly unnamed: string;
  /** Marks a message whose first attempt may have arrived. */
  readonly possiblyRepeated: string;
  readonly test: string;
  readonly notice: string;
  testTitle(channel: string): string;
  readonly listSeparator: string;
  readonly colon: string;
  duration(ms: number): string;
  /** Endings of a title. */
  readonly ending: {
    recovered(level: string, duration: string): string;
    repeat(duration: string): string;
    raised(from: string | undefined): string;
    readonly refired: string;
    /** In a title on several alerts, how many of them are over. */
    alsoRecovered(count: number): string;
  };
  /** `time` is empty never, `duration` when it is under a second. */
  since(time: string, duration: string): string;
  /** The same for one alert of a list, which has no label before it. */
  sinceInList(time: string, duration: string): string;
  lasted(level: string, duration: string): string;
  frequency(total: number, sinceLast: number): string;
  received(total: number): string;
  readonly change: {
    raised(from: string | undefined, to: string): string;
    readonly refired: string;
    readonly repeat: string;
    readonly fleeting: string;
  };
  late(duration: string, time: string): string;
  /** Names with a number of them. */
  several(name: string, count: number): string;
  andOthers(name: string, total: number): string;
  moreAlerts(count: number): string;
  moreGroups(groups: number, alerts: number): string;
  /** Of more places than are named. */
  moreTargets(shown: string): string;
  levelCount(level: string, count: number): string;
  novelty(fresh: number, ongoing: number, recovered: number): string;
  ofWhichNew(count: number): string;
  /** Marks a text of `bytes` bytes that was cut. */
  cut(bytes: number): string;
}

const WORDS: Readonly<Record<Language, Words>> = { zh_CN: ZH_CN, zh_TW: ZH_TW, en_US: EN_US };

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return WORDS[language];
}
