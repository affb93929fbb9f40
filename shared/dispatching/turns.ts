import type { AlertItem } from '../admission/alert-item.ts';
import type { DueEntry } from '../admission/alert-store.ts';
import { dueClass } from '../admission/due.ts';
import type { Channel } from '../channels/channel.ts';
import { messageId } from '../delivery/delivery-id.ts';
import type { FollowUp, Lane, LaneMessage } from '../pacing/lane.ts';
import { limitOf } from '../pacing/lane-limit.ts';
import { decidePace } from '../pacing/pace.ts';
import { slotFreeAt } from '../pacing/send-window.ts';
import { robotFor } from '../robots/registry.ts';
import { refsOf } from './acknowledge-message.ts';
import { chooseEntries, groupOf, loadOf, readWaiting, type Waiting, wasHeld } from './choose-entries.ts';
import {
  type Composition,
  composeDigest,
  composeFromItems,
  MAX_WITH_CONTENT,
  type Writing,
} from './compose-message.ts';
import { deliverMessage } from './deliver-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { lookForDue, marksToLook } from './look.ts';
import { buryExpired, withholdDisabled } from './withhold.ts';

/** How a turn on a lane ended. */
export type TurnEnd =
  | { readonly kind: 'idle' }
  | { readonly kind: 'more'; readonly look: 'everywhere' | 'same' }
  | { readonly kind: 'wait'; readonly untilMs: number };

/** Sends the next message of what is due: look → pace → choose → compose → deliver. */
export async function sendDue(
  lane: Lane,
  channels: readonly Channel[],
  wakeUpMarks: readonly string[] | undefined,
  ports: DispatchPorts,
): Promise<TurnEnd> {
  const nowMs = ports.now();
  // A look planned for later means that others wait their turn, worse ones perhaps: they are looked for as well.
  const marks = lane.wakeAt !== undefined && lane.wakeAt > nowMs ? undefined : wakeUpMarks;
  const entries = await lookForDue(marksToLook(marks, channels), ports.alerts, nowMs);
  const waiting = await stillToTell(lane, entries, channels, ports);
  if (waiting.length === 0) return { kind: 'idle' };

  const pace = decidePace(lane.slots, loadOf(waiting), limitOf(channels), nowMs);
  if (pace.kind === 'wait') return { kind: 'wait', untilMs: pace.untilMs };
  // A storm's message takes everything due, not only what this wake-up knows of; and what was held till now was held
  // together with others, whose wake-ups come at the same moment.
  const hasCompany = pace.mode === 'storm' || waiting.some(wasHeld);
  if (hasCompany && marks !== undefined) return sendDue(lane, channels, undefined, ports);

  const chosen = chooseEntries(waiting, pace.mode);
  const message: LaneMessage = {
    id: messageId(nowMs, ports.randomId()),
    kind: 'single',
    channel: leading(chosen).name,
    attempt: lane.failures + 1,
  };
  const composition = await compose(chosen, writingOf(chosen, ports), ports);
  // What comes meanwhile brings its own wake-up, which looks again at a lane it finds busy.
  const isLast = chosen.length === waiting.length;
  return deliverMessage(lane, message, composition, { channels, freeSlots: pace.freeSlots, isLast }, ports);
}

/** Tells the alerts of an earlier message again, and only those: its answer was lost, or it was refused. */
export async function sendAgain(
  lane: Lane,
  again: LaneMessage,
  channels: readonly Channel[],
  ports: DispatchPorts,
): Promise<TurnEnd> {
  const freeAt = slotFreeAt(lane.slots, limitOf(channels), ports.now());
  if (freeAt > ports.now()) return { kind: 'wait', untilMs: freeAt };

  const composition = await composeAgain(lane, again, channels, ports);
  return deliverMessage(lane, again, composition, { channels, freeSlots: 1, isLast: false }, ports);
}

/**
 * Completes a delivered message, where its product needs a second one for the
 * mention. Without its channel there is nobody left to name.
 */
export async function sendFollowUp(
  lane: Lane,
  followUp: FollowUp,
  channels: readonly Channel[],
  ports: DispatchPorts,
): Promise<TurnEnd> {
  if (!channels.some(({ name, enabled }) => enabled && name === followUp.channel)) {
    const { followUp: _moot, ...rest } = lane;
    await ports.lanes.amend(lane, rest);
    return { kind: 'more', look: 'everywhere' };
  }
  const freeAt = slotFreeAt(lane.slots, limitOf(channels), ports.now());
  if (freeAt > ports.now()) return { kind: 'wait', untilMs: freeAt };

  const message: LaneMessage = {
    id: messageId(ports.now(), ports.randomId()),
    kind: 'mention',
    channel: followUp.channel,
    attempt: lane.failures + 1,
  };
  const rendered = { ...followUp.draft, cut: false };
  const composition: Composition = {
    message: { kind: 'mention', refs: [], rendered, alertIds: new Map([[followUp.channel, []]]), heldGroups: [] },
    withheld: [],
  };
  return deliverMessage(lane, message, composition, { channels, freeSlots: 1, isLast: false }, ports);
}

/** What of these entries is to be told: those of disabled channels, and what got too old, end here. */
async function stillToTell(
  lane: Lane,
  entries: readonly DueEntry[],
  channels: readonly Channel[],
  ports: DispatchPorts,
): Promise<readonly Waiting[]> {
  return buryExpired(lane, await withholdDisabled(readWaiting(entries, channels), ports), ports);
}

/** Few alerts are told with their content, many by their briefs. */
async function compose(chosen: readonly Waiting[], writing: Writing, ports: DispatchPorts): Promise<Composition> {
  if (isDigest(chosen)) return composeDigest(chosen, writing);
  const items = await ports.alerts.read(chosen.map(({ entry }) => entry));
  const stillDue = items.filter((item) => item.dueAt !== undefined && item.dueAt <= writing.nowMs);

  return composeFromItems(stillDue, writing);
}

/**
 * The message tells the alerts' present state, but acknowledges what the first
 * one told: a robot that knows the id drops the second, and what changed since
 * must then still be due.
 */
async function composeAgain(
  lane: Lane,
  again: LaneMessage,
  channels: readonly Channel[],
  ports: DispatchPorts,
): Promise<Composition> {
  const nowMs = ports.now();
  const refs = await refsOf(again, ports.lanes);
  const told = new Map(refs.map((ref) => [`${ref.channel}/${ref.fingerprint}`, ref]));
  const due = (await ports.alerts.read(refs)).filter((item) => item.dueAt !== undefined && item.dueAt <= nowMs);
  const waiting = await stillToTell(lane, due.map(entryOf), channels, ports);
  if (waiting.length === 0) return { withheld: [] };
  const wanted = new Set(waiting.map(({ entry }) => `${entry.channel}/${entry.fingerprint}`));
  const items = due.filter((item) => wanted.has(`${item.channel}/${item.fingerprint}`));

  const writing: Writing = {
    ...writingOf(waiting, ports),
    ...(again.simpler === undefined ? { possiblyRepeated: true } : { simpler: again.simpler }),
  };
  const composition = isDigest(waiting) ? composeDigest(waiting, writing) : composeFromItems(items, writing);
  if (composition.message === undefined) return composition;
  const recorded = composition.message.refs.map((ref) => told.get(`${ref.channel}/${ref.fingerprint}`) ?? ref);

  return { ...composition, message: { ...composition.message, refs: recorded } };
}

function entryOf(item: AlertItem): DueEntry {
  return {
    channel: item.channel,
    fingerprint: item.fingerprint,
    due: { class: dueClass(item.status, item.level), atMs: item.dueAt ?? 0 },
    brief: item.brief,
    version: item.version,
    since: item.since ?? item.lastAt,
    ...(item.told === undefined ? {} : { told: item.told }),
  };
}

function isDigest(chosen: readonly Waiting[]): boolean {
  return chosen.length > MAX_WITH_CONTENT || new Set(chosen.map(groupOf)).size > 1;
}

/** Language, format and templates are those of the channel with most alerts in the message. */
function writingOf(chosen: readonly Waiting[], ports: DispatchPorts): Writing {
  const channel = leading(chosen);
  const [home] = channel.robots;
  return {
    robot: robotFor(channel.type),
    channel,
    channels: [...new Set(chosen.map((one) => one.channel))],
    keywords: home.keywords,
    nowMs: ports.now(),
  };
}

function leading(chosen: readonly Waiting[]): Channel {
  const byChannel = [...Map.groupBy(chosen, ({ channel }) => channel)];
  const [most] = byChannel.toSorted(([, a], [, b]) => b.length - a.length);
  if (most === undefined) throw new Error('a message is about at least one alert');
  return most[0];
}
