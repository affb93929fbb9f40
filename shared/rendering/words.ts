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
  /** Remarks behind something, in the brackets of the language; empty for none. */
  aside(remarks: readonly string[]): string;
  readonly colon: string;
  duration(ms: number): string;
  /** Endings of a title. */
  readonly ending: {
    recovered(level: string, duration: string): string;
    repeat(duration: string): string;
    /** Of a message that somebody sends again: nothing fires, and nothing recovers. */
    readonly again: string;
    raised(from: string | undefined): string;
    readonly refired: string;
    readonly flapping: string;
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
  /** Told late: by how much, and when it was due; of several, the `oldest`. */
  readonly late: {
    only(duration: string, time: string): string;
    oldest(duration: string, time: string): string;
  };
  /** Back and forth: `duration` is empty when it is under a second. */
  readonly flapping: {
    readonly name: string;
    told(changes: number, duration: string): string;
    inList(changes: number, duration: string): string;
    several(count: number): string;
  };
  /** Lines about the message itself; times are never empty. */
  readonly note: NoteWords;
  /** Names with a number of them. */
  several(name: string, count: number): string;
  andOthers(name: string, total: number): string;
  moreAlerts(count: number): string;
  moreGroups(groups: number, alerts: number): string;
  /** Of more places than are named. */
  moreTargets(shown: string): string;
  levelCount(level: string, count: number): string;
  /** What changed since the last message; the numbers together are the number of alerts. */
  novelty(counts: Readonly<Record<'fresh' | 'rose' | 'ongoing' | 'recovered', number>>): string;
  /** The same of some alerts in a group. */
  readonly some: Readonly<Record<'fresh' | 'rose' | 'flapping' | 'fleeting', (count: number) => string>>;
  /** Of all alerts in a group. */
  readonly rose: string;
  moreClusters(clusters: number, alerts: number): string;
  /** Alerts that say no cluster. */
  readonly elsewhere: string;
  /** Marks a text of `bytes` bytes that was cut. */
  cut(bytes: number): string;
}

/** What a language says about the message itself. */
export interface NoteWords {
  /** Title of a message that tells of nothing but alerts that are only counted. */
  onlyCounted(count: number): string;
  /** `channels` are one or several names. */
  forChannel(channels: string): string;
  collapsed(count: number, oldest: string): string;
  capReached(period: CapPeriod, limit: number, until: string): string;
  heldByCap(period: CapPeriod, since: string): string;
  heldByRule(rule: string, count: number, since: string): string;
  ruleReached(rule: string, period: CapPeriod, limit: number, until: string, over: 'drop' | 'hold'): string;
  /** A line that is about one of the channels a message speaks for. */
  ofChannel(channel: string, line: string): string;
}

/** The period of a channel's cap. */
export type CapPeriod = 'hour' | 'day';

const WORDS: Readonly<Record<Language, Words>> = { zh_CN: ZH_CN, zh_TW: ZH_TW, en_US: EN_US };

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return WORDS[language];
}
