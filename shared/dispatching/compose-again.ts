import type { AlertItem } from '../admission/alert-item.ts';
import { type DueEntry, keyOf } from '../admission/alert-store.ts';
import { decodeBrief } from '../admission/brief.ts';
import { dueClass } from '../admission/due.ts';
import { messageId, messageOf } from '../delivery/delivery-id.ts';
import { linkToAll } from '../delivery/link-to-all.ts';
import { leaving, showing, withoutRoom } from '../pacing/doubt.ts';
import type { AlertRef, LaneMessage } from '../pacing/lane.ts';
import { renamed } from '../pacing/repetition.ts';
import { withoutAlerts } from '../pacing/rule-counts.ts';
import { robotFor } from '../robots/registry.ts';
import { refsOf } from './acknowledge-message.ts';
import type { Waiting } from './choose-entries.ts';
import type { Composition } from './compose-message.ts';
import { composeWaiting } from './compose-waiting.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { doubtfulOn } from './doubtful-on.ts';
import type { Home } from './find-routes.ts';
import { isUntold } from './forget-doubtful.ts';
import type { RuleStanding } from './judge-by-rule.ts';
import { withCounts } from './message-on-lane.ts';
import { rememberDoubtful } from './remember-doubtful.ts';
import { type Route, robotOf } from './route.ts';
import { ruleNotes } from './rule-standings.ts';
import { buryWaiting, stillToTell, UNWRITABLE } from './withhold.ts';
import { writingFor } from './writing.ts';

/** A message told again: under which id, and what it says by now. */
export interface Repetition {
  readonly message: LaneMessage;
  readonly composition: Composition;
  readonly standings: readonly RuleStanding[];
}

/**
 * The message tells the alerts' present state. A robot that knows its id may
 * drop it: then what counts as told is what the first one told, and what
 * changed since is still due, and may have been shown.
 */
export async function composeAgain(
  home: Home,
  route: Route,
  { again, planned }: { readonly again: LaneMessage; readonly planned: LaneMessage },
  ports: DispatchPorts,
): Promise<Repetition> {
  const nowMs = ports.now();
  const former = await refsOf(again, ports.lanes);
  const told = new Map(former.map((ref) => [keyOf(ref), ref]));
  const items = await ports.alerts.read(former);
  const due = items.filter((item) => isDue(item, nowMs) && !knowsOf(item, again, told));
  const doubted = again.maybeShown === true ? untoldOf(former, items, { again, told, nowMs }) : [];
  const { named, counted, rules, standings } = await stillToTell(due.map(entryOf), route, home, ports);
  if (named.length + counted.length === 0) {
    const message = withoutCounting(await leavingOut(planned, doubted, ports), doubted, items);
    return { message, composition: { withheld: [] }, standings };
  }
  const doubtful = await doubtfulOn(home.lane, ports.lanes);

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
  if (poisonous.length > 0) await buryWaiting(doubtful.marked(poisonous), UNWRITABLE, home.all, ports);
  const shown = composition.message?.refs ?? [];
  const counting = withoutCounting(message, leftOut(shown, doubted), items);
  if (composition.message === undefined || !mayBeDropped) {
    return { message: await leavingOut(counting, without(shown, doubted), ports), composition, standings };
  }
  const refs = shown.map((ref) => told.get(keyOf(ref)) ?? ref);
  const mayShow = shown.filter(({ version }, at) => version !== refs[at]?.version);
  await rememberDoubtful(withoutRoom(mayShow), ports);

  return {
    message: showing(await leavingOut(counting, without(refs, doubted), ports), mayShow),
    composition: { ...composition, message: { ...composition.message, refs } },
    standings,
  };
}

/** The message without these alerts. It takes the place of that which had them all, so what it can't list they remember. */
async function leavingOut(
  message: LaneMessage,
  refs: readonly AlertRef[],
  ports: Pick<DispatchPorts, 'alerts'>,
): Promise<LaneMessage> {
  await rememberDoubtful(withoutRoom(refs), ports);
  return leaving(message, refs);
}

/** The alerts of a message, as it told them. */
type Told = ReadonlyMap<string, AlertRef>;

function isDue({ dueAt }: AlertItem, nowMs: number): boolean {
  return dueAt !== undefined && dueAt <= nowMs;
}

/** Its worker died after it had noted on the alert what it told: what is due of it since is another message's. */
function knowsOf(item: AlertItem, { id, insteadOf }: LaneMessage, told: Told): boolean {
  const isNoted = item.deliveries.map(messageOf).some((one) => one === id || one === insteadOf);
  return isNoted && (item.toldVersion ?? 0) >= (told.get(keyOf(item))?.version ?? 0);
}

interface Former {
  readonly again: LaneMessage;
  readonly told: Told;
  readonly nowMs: number;
}

/** What of a message nobody was told for certain since, and is still to be told: now, or when it is put off no more. */
function untoldOf(
  former: readonly AlertRef[],
  items: readonly AlertItem[],
  { again, told, nowMs }: Former,
): readonly AlertRef[] {
  const itemOf = new Map(items.map((item) => [keyOf(item), item]));
  return former.filter((ref) => {
    const item = itemOf.get(keyOf(ref));
    if (item === undefined || knowsOf(item, again, told)) return false;
    return isDue(item, nowMs) || isUntold(item, ref);
  });
}

/** Those that are not among others, in whichever state. */
function leftOut(others: readonly AlertRef[], refs: readonly AlertRef[]): readonly AlertRef[] {
  const told = new Set(others.map(keyOf));
  return refs.filter((ref) => !told.has(keyOf(ref)));
}

/**
 * The message that counts for push rules without what it leaves out: while that is as it was it counts when it is told, and
 * must not be beyond a limit then for a message it may never have been seen in.
 */
function withoutCounting(message: LaneMessage, left: readonly AlertRef[], items: readonly AlertItem[]): LaneMessage {
  if (message.counts === undefined) return message;
  const itemOf = new Map(items.map((item) => [keyOf(item), item]));
  const these = left.flatMap(({ status, ...ref }) => {
    const item = itemOf.get(keyOf(ref));
    const mark = item?.status === status ? decodeBrief(item.brief).rule : undefined;
    return mark === undefined ? [] : [{ ...ref, mark }];
  });

  return withCounts(message, withoutAlerts(message.counts, these));
}

/** Those that are not among others in the same state. */
function without(others: readonly AlertRef[], refs: readonly AlertRef[]): readonly AlertRef[] {
  const versions = new Map(others.map((ref) => [keyOf(ref), ref.version]));
  return refs.filter((ref) => versions.get(keyOf(ref)) !== ref.version);
}

/**
 * A robot that knows no ids shows what is told now, whatever it showed before.
 * A late acknowledgement of the first one must not stand for it.
 */
function asNews(message: LaneMessage, ports: DispatchPorts): LaneMessage {
  if (message.maybeShown === undefined || message.unusedId === true) return message;
  return renamed(message, messageId(ports.now(), ports.randomId()));
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
