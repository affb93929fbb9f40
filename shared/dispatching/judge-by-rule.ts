import type { SuppressedReason } from '../admission/admit.ts';
import { OVER_CAP } from '../admission/alert-item.ts';
import { levelNumber } from '../alert/level.ts';
import { decideRoom, type Room } from '../pacing/channel-caps.ts';
import type { CapCounts } from '../pacing/lane.ts';
import { countsOfRule } from '../pacing/rule-counts.ts';
import type { RememberedRule } from '../routing/rule-book.ts';
import { byUrgency, type Waiting, wasHeld } from './choose-entries.ts';
import type { HeldBackJudgement, HeldEntry } from './judge-due.ts';

const OUTSIDE: SuppressedReason = 'outside-window';

/** What waits in a channel by one of the rules that alerts remember. */
export interface RuleGroup {
  readonly channel: Waiting['channel'];
  readonly mark: string;
  readonly rule: RememberedRule;
  readonly waiting: readonly Waiting[];
}

/** What a rule's limits held until now, each since when, ms. */
export type Backlog = ReadonlyMap<Waiting, number>;

/** How a rule stands once it was asked. */
export interface RuleStanding {
  readonly group: RuleGroup;
  /** What it keeps from being told now. */
  readonly held: readonly HeldEntry[];
  /** What of the rest its limits count, one by one. */
  readonly counted: ReadonlySet<Waiting>;
  /** What of the rest its limits had held: told together, and counted as one. */
  readonly backlog?: Backlog;
  /** The room there was before. */
  readonly room?: Room;
}

/**
 * What a rule has to say of what waits now: its window of repeats that came
 * while it was open, its limits of all that is told.
 *
 * | told | now | its limits |
 * |------|-----|------------|
 * | any  | F   | count it; beyond them it is held or recorded |
 * | F, or perhaps F | R | let it pass uncounted: people know of it, and it must come to an end for them |
 * | perhaps F, which its lane forgot | R | the same, where it would be dropped; else as a firing |
 * | –    | R, never seen firing | the same |
 * | –, R | R   | as a firing, of which this is all people hear |
 *
 * What the last hour or day held goes first, as a whole; then the most urgent.
 */
export function judgeByRule(
  group: RuleGroup,
  backlog: Backlog | undefined,
  counts: CapCounts | undefined,
  nowMs: number,
): RuleStanding {
  const { channel, rule, mark, waiting } = group;
  const outside = waiting.flatMap((one) => whileClosed(one, rule, nowMs));
  const { limits } = rule;
  if (limits === undefined) return { group, held: outside, counted: new Set() };

  const closed = new Set(outside.map((one) => one.waiting));
  const caps = { perHour: limits.perHour ?? null, perDay: limits.perDay ?? null };
  const room = decideRoom(caps, countsOfRule(counts, mark), channel.message.timeZone, nowMs);
  const ruled = waiting.filter((one) => !closed.has(one) && !isHeardEnd(one)).toSorted(byUrgency);
  const left = room?.left ?? ruled.length;
  const summed = left > 0 ? withoutClosed(backlog, closed) : undefined;
  const fresh = ruled.filter((one) => summed?.has(one) !== true);
  const fitting = summed === undefined ? left : left - 1;
  const over = fresh
    .slice(fitting)
    .map((one): HeldEntry => ({ waiting: one, judgement: beyond(one, rule, room, nowMs) }));

  return {
    group,
    held: [...outside, ...over],
    counted: new Set(fresh.slice(0, fitting)),
    ...(summed === undefined ? {} : { backlog: summed }),
    ...(room === undefined ? {} : { room }),
  };
}

/**
 * A repeat that came while the window was open, and is due since the end of
 * its channel's interval, while it is closed. What is new, or rose, was let
 * through when it came; a window that never opens holds nothing back.
 */
function whileClosed(one: Waiting, { name, window }: RememberedRule, nowMs: number): readonly HeldEntry[] {
  const { due } = one.entry;
  if (window === undefined || !isLateRepeat(one) || window.isOpen(due.atMs) || window.isOpen(nowMs)) return [];
  const by = { reason: OUTSIDE, by: name };
  if (window.outside === 'drop') return [{ waiting: one, judgement: { kind: 'withhold', ...by } }];
  const untilMs = window.opensAt(nowMs);

  return untilMs === undefined ? [] : [{ waiting: one, judgement: { kind: 'postpone', untilMs, ...by } }];
}

/** What the window holds on is not told, and takes no room from what is. */
function withoutClosed(backlog: Backlog | undefined, closed: ReadonlySet<Waiting>): Backlog | undefined {
  if (backlog === undefined) return undefined;
  const open = new Map([...backlog].filter(([one]) => !closed.has(one)));

  return open.size === 0 ? undefined : open;
}

function isLateRepeat(one: Waiting): boolean {
  const { entry, brief } = one;
  const rose = entry.toldLevel !== undefined && levelNumber(brief.level) < entry.toldLevel;

  return brief.status === 'firing' && entry.told === 'firing' && !rose && wasHeld(one);
}

function beyond(
  { entry: { maybeShown } }: Waiting,
  { name, limits }: RememberedRule,
  room: Room | undefined,
  nowMs: number,
): HeldBackJudgement {
  const seen = maybeShown === undefined ? {} : { maybeShown };
  return limits?.over === 'drop'
    ? { kind: 'withhold', reason: OVER_CAP, by: name, ...seen }
    : { kind: 'postpone', untilMs: room?.untilMs ?? nowMs, reason: OVER_CAP, by: name, ...seen };
}

/** The end of what people heard of, or may have, or of a firing that went by before us. */
function isHeardEnd({ entry, brief }: Waiting): boolean {
  if (brief.status !== 'resolved') return false;
  if (entry.told === 'firing' || entry.maybeShown === true) return true;

  return entry.told === undefined && entry.version === 1;
}
