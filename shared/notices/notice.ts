import type { Alert } from '../alert/alert.ts';
import type { Level } from '../alert/level.ts';
import type { Language } from '../channels/channel.ts';
import { type DeadReasonKind, deadReasonKind } from '../dead-letters/dead-reason.ts';
import type { MisconfiguredReason } from '../delivery/outcome.ts';
import type { QuotaThreshold } from '../pacing/quota.ts';
import { NOTICE_WORDS } from './notice-words.ts';
import { OWN_SOURCE } from './own-source.ts';

/** Something the relay has to tell a channel about itself. */
export type Notice =
  /** Alerts of a channel that ended without being told. `reason` is the ledger's. */
  | { readonly kind: 'dead-letters'; readonly channel: string; readonly count: number; readonly reason: string }
  | {
      readonly kind: 'robot-misconfigured';
      readonly channel: string;
      readonly robot: string;
      readonly reason: MisconfiguredReason;
    }
  | {
      readonly kind: 'quota';
      readonly pool: string;
      readonly used: number;
      readonly limit: number | null;
      readonly level: QuotaThreshold;
      /** `2026-11` */
      readonly month: string;
    }
  /** Nothing comes of a source that is watched, or something came again. */
  | {
      readonly kind: 'source-silent' | 'source-spoke';
      readonly source: string;
      readonly level: Level;
      /** When it last spoke before, or its watching began: the beginning of the trouble, ms. */
      readonly sinceMs: number;
      readonly nowMs: number;
      /** After how long it counts as silent. */
      readonly afterMinutes: number;
      /** Whether it ever spoke since it is watched. */
      readonly heard: boolean;
    }
  /** Alerts of a channel of which nothing came any more while their source spoke: still open, or closed for it. */
  | {
      readonly kind: 'alerts-silent';
      readonly channel: string;
      readonly what: 'named' | 'closed';
      readonly count: number;
      /** The first of them, in words. */
      readonly examples: readonly string[];
      /** Names which they are: another set is another alert, or it would replace what is not told yet of the one before. */
      readonly set: string;
    };

/** What a notice says in one language. */
export interface NoticeText {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
}

/** What one language has to say of each notice. */
export interface NoticeWords {
  readonly deadReasons: Readonly<Record<DeadReasonKind, string>>;
  deadLetters(notice: Extract<Notice, { kind: 'dead-letters' }>, why: string): NoticeText;
  robot(notice: Extract<Notice, { kind: 'robot-misconfigured' }>): NoticeText;
  quota(notice: Extract<Notice, { kind: 'quota' }>): NoticeText;
  source(notice: SourceNotice): NoticeText;
  silentAlerts(notice: SilentAlertsNotice): NoticeText;
}

/** What is said of alerts that fire without a word. */
export type SilentAlertsNotice = Extract<Notice, { kind: 'alerts-silent' }>;

/** What is said of a source that is watched. */
export type SourceNotice = Extract<Notice, { kind: 'source-silent' | 'source-spoke' }>;

/**
 * A notice as an alert of our own. Its id is the same each time, so that a
 * trouble that goes on for hours is one alert that repeats.
 */
export function noticeAlert(notice: Notice, language: Language): Alert {
  const words = NOTICE_WORDS[language];
  switch (notice.kind) {
    case 'dead-letters': {
      const kind = deadReasonKind(notice.reason);
      const text = words.deadLetters(notice, words.deadReasons[kind]);
      return ownAlert(`dead-letters/${notice.channel}/${kind}`, 'critical', notice.channel, text);
    }
    case 'robot-misconfigured': {
      const robot = `${notice.channel}/${notice.robot}`;
      return ownAlert(`robot/${robot}`, 'critical', robot, words.robot(notice));
    }
    case 'quota':
      return ownAlert(
        `quota/${notice.pool}/${notice.month}`,
        QUOTA_LEVELS[notice.level],
        poolName(notice.pool),
        words.quota(notice),
      );
    case 'alerts-silent': {
      const id = `alerts-silent/${notice.channel}/${notice.what}/${notice.set}`;
      return ownAlert(id, 'warning', notice.channel, words.silentAlerts(notice));
    }
    case 'source-silent':
    case 'source-spoke':
      return sourceAlert(notice, words.source(notice));
    default:
      return notice satisfies never;
  }
}

/** A source's silences are one alert, each an episode of it. */
function sourceAlert(notice: SourceNotice, text: NoticeText): Alert {
  const { kind, source, level, sinceMs, nowMs } = notice;
  const firing = ownAlert(`source-silent/${source}`, level, source, text);
  const activeAt = new Date(sinceMs).toISOString();

  return kind === 'source-silent'
    ? { ...firing, activeAt }
    : { ...firing, activeAt, status: 'resolved', resolvedAt: new Date(nowMs).toISOString() };
}

/** Each threshold is worse than the one before, so that it is told at once as a rise. */
const QUOTA_LEVELS: Readonly<Record<QuotaThreshold, Level>> = { 70: 'warning', 90: 'critical', 100: 'down' };

/** A pool as people know it: its own name, or that of the channel it is for. */
function poolName(pool: string): string {
  return pool.slice(pool.indexOf('/') + 1);
}

function ownAlert(id: string, level: Level, target: string, text: NoticeText): Alert {
  return { id, source: OWN_SOURCE, level, status: 'firing', target, labels: {}, ...text };
}
