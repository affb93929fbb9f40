import { type AlertItem, alertState, isHeldBack } from '../admission/alert-item.ts';
import { deliveryPlace, messageOf } from './delivery-id.ts';
import type { Delivery } from './ledger.ts';
import type { OutcomeKind } from './outcome.ts';

/** What can happen to an alert; an outcome is that of an attempt to tell it. */
export type StoryWord =
  | 'accepted'
  | 'repeated'
  | 'queued'
  | 'in-message'
  | OutcomeKind
  | 'replayed'
  | 'waiting'
  | 'suppressed'
  | 'dead';

/** One thing that happened to an alert. Times in ms. */
export interface StoryEntry {
  readonly at: number;
  readonly what: StoryWord;
  readonly channel: string;
  /** The message it was told in, or was to be. */
  readonly delivery: string | null;
  readonly reason: string;
}

/** Ids an item keeps; with as many, its first message may be forgotten. */
const KEPT_DELIVERIES = 10;
/** A message composed sooner after the acceptance did not wait, ms. */
const AT_ONCE_MS = 1_000;

/** What is known of an alert in one channel, in order: accepted → queued → in a message → what the robot said → how it stands. */
export function storyEntries(item: AlertItem, attempts: readonly Delivery[], nowMs: number): readonly StoryEntry[] {
  const { channel } = item;
  const inOrder = attempts.toSorted((a, b) => a.at - b.at);
  const plain = (at: number, what: StoryWord, reason: string): StoryEntry => ({
    at,
    what,
    channel,
    delivery: null,
    reason,
  });

  const past = [
    plain(item.firstAt, 'accepted', ''),
    ...(item.receipts > 1 ? [plain(item.lastAt, 'repeated', `received ${item.receipts} times in all`)] : []),
    ...queuedFirst(item, inOrder).map((reason) => plain(item.firstAt, 'queued', reason)),
    ...inOrder.flatMap((attempt, nth) => told(attempt, inOrder.slice(0, nth), channel)),
    ...heldBack(item).map(({ at, what, reason }) => plain(at, what, reason)),
    ...replays(item).map(({ at, what, reason }) => plain(at, what, reason)),
    ...queuedAgain(item).map((reason) => plain(waitsFrom(item), 'queued', reason)),
  ];
  // How it stands comes after all that led to it.
  const endedAt = item.dead === undefined ? item.lastAt : (item.diedAt ?? item.lastAt);
  const standsAt = Math.max(item.dueAt ?? endedAt, ...past.map(({ at }) => at));

  return [...past, ...ending(item, nowMs).map(({ what, reason }) => plain(standsAt, what, reason))].toSorted(
    (a, b) => a.at - b.at,
  );
}

/** The wait for its first message, when there was one or will be. */
function queuedFirst(item: AlertItem, attempts: readonly Delivery[]): readonly string[] {
  const waits = item.dueAt !== undefined && item.since === item.firstAt;
  if (attempts.length === 0) return waits || item.dead !== undefined ? [until(item.dueAt, item.firstAt)] : [];

  const isFirst = item.deliveries.length < KEPT_DELIVERIES;
  const composedAt = Math.min(...attempts.map(composed));
  return [isFirst ? until(composedAt, item.firstAt) : ''];
}

/** The wait it is in now, when that began later: for a repeat, a change, a replay. */
function queuedAgain(item: AlertItem): readonly string[] {
  const { dueAt, since, firstAt, heldBack: held } = item;
  if (held?.untilMs !== undefined) return [];
  return dueAt === undefined || since === undefined || since === firstAt ? [] : [until(dueAt, waitsFrom(item))];
}

/** What a push rule holds counts as untold from when its window opens, and waits from when it came. */
function waitsFrom({ since, lastAt, replayedAt = lastAt }: AlertItem): number {
  return Math.min(since ?? lastAt, Math.max(lastAt, replayedAt));
}

function until(atMs: number | undefined, fromMs: number): string {
  return atMs === undefined || atMs - fromMs < AT_ONCE_MS ? '' : `until ${new Date(atMs).toISOString()}`;
}

/** When a message was composed: its id says so. */
function composed({ id, at }: Delivery): number {
  return deliveryPlace(id)?.atMs ?? at;
}

/** A message once, then each attempt to send it. */
function told(attempt: Delivery, before: readonly Delivery[], channel: string): readonly StoryEntry[] {
  const message = messageOf(attempt.id);
  const code = attempt.errcode === null ? '' : `, errcode ${attempt.errcode}`;
  const why = attempt.reason === '' ? '' : `: ${attempt.reason}`;
  const company = attempt.alertCount === 1 ? '' : ` of ${attempt.alertCount} alerts`;
  const entry = { channel, delivery: attempt.id };
  const inMessage: StoryEntry = {
    ...entry,
    at: composed(attempt),
    what: 'in-message',
    reason: `${attempt.kind} message${company}`,
  };
  const sent: StoryEntry = {
    ...entry,
    at: attempt.at,
    what: attempt.outcome,
    reason: `robot ${attempt.robot}, attempt ${attempt.attempt}${code}${why}`,
  };

  return before.some((one) => messageOf(one.id) === message) ? [sent] : [inMessage, sent];
}

interface Ending {
  readonly what: StoryWord;
  readonly reason: string;
}

/** That something put it off, or ended it untold. */
function heldBack({ heldBack: held }: AlertItem): readonly (Ending & { readonly at: number })[] {
  if (held === undefined) return [];
  const until = held.untilMs === undefined ? '' : ` until ${new Date(held.untilMs).toISOString()}`;

  return [{ at: held.atMs, what: 'suppressed', reason: `${held.reason} by ${held.by}${until}` }];
}

/** A former death, and the replay that ended it. */
function replays({ dead, diedAt, replayedAt, wasDead = '' }: AlertItem): readonly (Ending & { readonly at: number })[] {
  if (replayedAt === undefined) return [];
  const replayed = { at: replayedAt, what: 'replayed', reason: `was dead: ${wasDead}` } as const;

  return dead === undefined && diedAt !== undefined && diedAt <= replayedAt
    ? [{ at: diedAt, what: 'dead', reason: wasDead }, replayed]
    : [replayed];
}

/** How it stands, when that is not simply the last message. */
function ending(item: AlertItem, nowMs: number): readonly Ending[] {
  if (isHeldBack(item, nowMs)) return [];
  const state = alertState(item, nowMs);
  switch (state) {
    case 'delivered':
      return [];
    case 'waiting':
      return [
        { what: state, reason: item.told === undefined ? 'not told yet' : 'something changed since it was told' },
      ];
    case 'suppressed':
      return [{ what: state, reason: item.suppressed ?? '' }];
    case 'dead':
      return [{ what: state, reason: item.dead ?? '' }];
    default:
      return state satisfies never;
  }
}
