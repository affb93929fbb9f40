import type { AlertItem } from '../admission/alert-item.ts';
import type { AlertKey, DueEntry } from '../admission/alert-store.ts';
import { dueClass } from '../admission/due.ts';
import { messageId, messageOf } from '../delivery/delivery-id.ts';
import { linkToAll } from '../delivery/link-to-all.ts';
import type { Lane, LaneMessage } from '../pacing/lane.ts';
import { channelsOn } from '../pacing/lane-limit.ts';
import { renamed } from '../pacing/repetition.ts';
import { slotFreeAt } from '../pacing/send-window.ts';
import { robotFor } from '../robots/registry.ts';
import { refsOf } from './acknowledge-message.ts';
import type { Waiting } from './choose-entries.ts';
import type { Composition } from './compose-message.ts';
import { composeWaiting } from './compose-waiting.ts';
import { deliverMessage, nothingToSay } from './deliver-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { doubtfulOn } from './doubtful-on.ts';
import { guestLane, type Home, type Routing } from './find-routes.ts';
import type { RuleStanding } from './judge-by-rule.ts';
import { type Route, robotOf } from './route.ts';
import { ruleNotes } from './rule-standings.ts';
import type { TurnEnd } from './turn-end.ts';
import { buryWaiting, stillToTell, UNWRITABLE } from './withhold.ts';
import { writingFor } from './writing.ts';

/** A robot that failed this often in a row gets no more time for the same message where another one can send. */
const PATIENT_FAILURES = 2;

/**
 * Tells the alerts of an earlier message again, and only those: its answer was
 * lost, or it was refused. While nothing can be sent for its channel, other
 * channels of the lane have their say.
 */
export async function sendAgain(
  home: Home,
  again: LaneMessage,
  { routes, hindered }: Routing,
  ports: DispatchPorts,
): Promise<TurnEnd | 'not-now'> {
  const channel = await channelOf(home, again, ports);
  if (channel === undefined) return nothingToSay(home, again, ports);
  const route = routes.find(({ channels }) => channels.some(({ name }) => name === channel));
  if (route === undefined && routes.length > 0) return 'not-now';
  if (route === undefined) {
    const untilMs = Math.min(...hindered.map((one) => one.untilMs));
    return Number.isFinite(untilMs) ? { kind: 'wait', untilMs } : { kind: 'idle' };
  }
  const before = again.through ?? home.lane.id;
  if (route.robotLane.id !== before) {
    const waitUntil = worthWaitingFor(before === home.lane.id ? home.lane : await guestLane(before, ports), ports);
    if (waitUntil !== undefined) return { kind: 'wait', untilMs: waitUntil };
  }
  const freeAt = slotFreeAt(route.robotLane.slots, route.limit, ports.now());
  if (freeAt > ports.now()) return { kind: 'wait', untilMs: freeAt };

  const part = partFor(route, { ...again, channel });
  const planned = route.robotLane.id === before ? part : through(route, home, part, ports);
  const { message, composition, standings } = await composeAgain(home, route, { again, planned }, ports);
  return deliverMessage({ home, route, freeSlots: 1, isLast: false, standings }, message, composition, ports);
}

/**
 * The channel on whose way a message goes again: its own, or another of its alerts' where that has another robot first
 * by now. Where all have, what is due of them is due on their new lanes.
 */
async function channelOf(home: Home, again: LaneMessage, ports: DispatchPorts): Promise<string | undefined> {
  if (home.channels.some(({ name }) => name === again.channel)) return again.channel;
  // What is remembered of the channels may be older than the message.
  const here = channelsOn(home.lane.id, await ports.channelsFresh());
  const names = [again.channel, ...(await refsOf(again, ports.lanes)).map((ref) => ref.channel)];

  return names.find((wanted) => here.some(({ name }) => name === wanted));
}

/** What of a message goes on this way: other channels' alerts go on theirs, as alerts that may have been shown. */
function partFor({ channels }: Route, message: LaneMessage): LaneMessage {
  if (message.refs === undefined) return message;
  return { ...message, refs: message.refs.filter((ref) => channels.some(({ name }) => name === ref.channel)) };
}

/** The robot that had the message first knows its id and shows it once: a short back-off is worth it. */
function worthWaitingFor(robot: Lane, ports: DispatchPorts): number | undefined {
  const nowMs = ports.now();
  if (robot.failures >= PATIENT_FAILURES || robot.misconfigured !== undefined) return undefined;
  if (robot.mutedUntil !== undefined && robot.mutedUntil > nowMs) return undefined;

  return robot.retryAt !== undefined && robot.retryAt > nowMs ? robot.retryAt : undefined;
}

/** Another robot has never seen the message: for it the id is new. */
function through(route: Route, home: Home, again: LaneMessage, ports: DispatchPorts): LaneMessage {
  const { through: _before, ...message } = again;
  const id = messageId(ports.now(), ports.randomId());

  return { ...renamed(message, id), ...(route.robotLane.id === home.lane.id ? {} : { through: route.robotLane.id }) };
}

/** A message told again: under which id, and what it says by now. */
interface Repetition {
  readonly message: LaneMessage;
  readonly composition: Composition;
  readonly standings: readonly RuleStanding[];
}

/**
 * The message tells the alerts' present state. A robot that knows its id may
 * drop it: then what counts as told is what the first one told, and what
 * changed since is still due, and may have been shown.
 */
async function composeAgain(
  home: Home,
  route: Route,
  { again, planned }: { readonly again: LaneMessage; readonly planned: LaneMessage },
  ports: DispatchPorts,
): Promise<Repetition> {
  const nowMs = ports.now();
  const former = await refsOf(again, ports.lanes);
  const told = new Map(former.map((ref) => [keyOf(ref), ref]));
  const due = (await ports.alerts.read(former)).filter(
    (item) => item.dueAt !== undefined && item.dueAt <= nowMs && !knowsOf(item, again),
  );
  const doubtful = await doubtfulOn(home.lane, ports.lanes);
  const entries = doubtful.marked(due.map(entryOf));
  const { named, counted, rules, standings } = await stillToTell(entries, route, home, ports);
  if (named.length + counted.length === 0) return { message: planned, composition: { withheld: [] }, standings };

  const { knowsIds } = robotFor(robotOf(route).channel.type);
  const isNews = named.some(({ entry }) => told.get(keyOf(entry))?.version !== entry.version);
  const message = !knowsIds && isNews ? asNews(planned, ports) : planned;
  const maybeShown = message.maybeShown === true;
  const mayBeDropped = knowsIds && maybeShown && message.unusedId === undefined;
  const isRepeat = maybeShown || [...named, ...counted].some(doubtful.maybeShown);
  const occasion = {
    nowMs,
    counted,
    rules,
    ...linkToAll(ports.publicUrl, message.id),
    ...(isRepeat && !mayBeDropped ? { possiblyRepeated: true as const } : {}),
    ...(message.simpler === undefined ? {} : { simpler: message.simpler }),
  };
  const write = (some: readonly Waiting[]) =>
    writingFor(route, some, { ...occasion, notes: ruleNotes([...some, ...counted], standings) });
  const { composition, poisonous } = await composeWaiting(named, write, ports);
  if (poisonous.length > 0) await buryWaiting(poisonous, UNWRITABLE, home.all, ports);
  if (composition.message === undefined || !mayBeDropped) return { message, composition, standings };
  const shown = composition.message.refs;
  const refs = shown.map((ref) => told.get(keyOf(ref)) ?? ref);
  const mayShow = shown.filter(({ version }, at) => version !== refs[at]?.version);

  return { message, composition: { ...composition, message: { ...composition.message, refs, mayShow } }, standings };
}

/** Its worker died after it had noted on the alert what it told: what is due of it since is another message's. */
function knowsOf({ deliveries }: AlertItem, { id }: LaneMessage): boolean {
  return deliveries.some((delivery) => messageOf(delivery) === id);
}

/**
 * A robot that knows no ids shows what is told now, whatever it showed before.
 * A late acknowledgement of the first one must not stand for it.
 */
function asNews(message: LaneMessage, ports: DispatchPorts): LaneMessage {
  if (message.maybeShown === undefined || message.unusedId === true) return message;
  return renamed(message, messageId(ports.now(), ports.randomId()));
}

function keyOf({ channel, fingerprint }: AlertKey): string {
  return `${channel}/${fingerprint}`;
}

function entryOf(item: AlertItem): DueEntry {
  return {
    channel: item.channel,
    fingerprint: item.fingerprint,
    due: {
      class: dueClass(item.status, item.level),
      atMs: item.dueAt ?? 0,
      ...(item.flapping === undefined ? {} : { flapping: true }),
    },
    brief: item.brief,
    version: item.version,
    since: item.since ?? item.lastAt,
    ...(item.told === undefined ? {} : { told: item.told }),
    ...(item.toldLevel === undefined ? {} : { toldLevel: item.toldLevel }),
  };
}
