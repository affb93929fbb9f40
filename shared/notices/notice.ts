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
}

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
    default:
      return notice satisfies never;
  }
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
