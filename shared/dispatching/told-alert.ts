import type { AlertItem } from '../admission/alert-item.ts';
import { decodeBrief } from '../admission/brief.ts';
import { unpackContent } from '../admission/content.ts';
import type { Alert } from '../alert/alert.ts';
import { levelOfNumber } from '../alert/level.ts';
import type { Change, ToldAlert } from '../rendering/message.ts';
import { lateness } from './lateness.ts';

/** The alert of an item. Where the content can't be read, the brief speaks for it. */
export function alertOf(item: AlertItem): Alert {
  const brief = decodeBrief(item.brief);
  const alert = unpackContent(item.content) ?? {
    id: item.fingerprint,
    source: '',
    name: brief.name,
    level: brief.level,
    target: brief.target,
    summary: '',
    description: '',
    labels: {},
  };

  // A recovery often says less than its firing: level and start are the item's own.
  return {
    ...alert,
    status: item.status,
    level: levelOfNumber(item.level) ?? alert.level,
    activeAt: 'activeAt' in alert && alert.activeAt !== undefined ? alert.activeAt : item.episode,
  };
}

/** An item as a message tells it at `nowMs`; without that, nothing is said about lateness. */
export function toldAlert(item: AlertItem, change: Change, nowMs?: number): ToldAlert {
  const { dueAt, flapping } = item;
  const lateMs = nowMs === undefined || dueAt === undefined ? undefined : lateness(dueAt, item.since ?? dueAt, nowMs);
  const toldLevel = item.toldLevel === undefined ? undefined : levelOfNumber(item.toldLevel);
  return {
    alert: alertOf(item),
    change,
    occurrences: item.receipts,
    sinceLast: item.receipts - (item.toldReceipts ?? 0),
    firstAt: item.firstAt,
    lastAt: item.lastAt,
    ...(toldLevel === undefined ? {} : { toldLevel }),
    ...(lateMs === undefined ? {} : { lateMs }),
    ...(flapping === undefined ? {} : { flapping }),
  };
}
