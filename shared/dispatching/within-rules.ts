import { type AlertItem, OVER_CAP } from '../admission/alert-item.ts';
import { type AlertStore, keyOf } from '../admission/alert-store.ts';
import type { Lane } from '../pacing/lane.ts';
import { NO_RULES, type RuleBook } from '../routing/rule-book.ts';
import type { Waiting } from './choose-entries.ts';
import { isPutOff } from './digest-entry.ts';
import type { DispatchEvent } from './dispatch-ports.ts';
import { type HoldBackPorts, holdBack, WAKE_AHEAD_MS } from './hold-back.ts';
import { type Backlog, judgeByRule, type RuleGroup, type RuleStanding } from './judge-by-rule.ts';
import type { HeldEntry } from './judge-due.ts';

/** What asking the rules needs of the world. */
export interface RulePorts extends HoldBackPorts {
  readonly alerts: HoldBackPorts['alerts'] & Pick<AlertStore, 'read'>;
  /** The push rules that alerts remember, at most ten seconds old. Asked only when one does. */
  pushRules(): Promise<RuleBook>;
  /** Says of alerts that are held back which may have been seen firing; where none may, it answers the very same list. */
  mark(held: readonly Waiting[]): Promise<readonly Waiting[]>;
  observe(event: DispatchEvent): void;
}

/** What of the waiting the rules that sent it let through. */
export interface WithinRules {
  readonly waiting: readonly Waiting[];
  /** Something changed while it was held back, and is due all the same. */
  readonly lookAgain: boolean;
  readonly rules: RuleBook;
  readonly standings: readonly RuleStanding[];
}

/** Items read at a time: their contents are let go at once. */
const READ_AT_ONCE = 500;

/**
 * Holds back what push rules keep from being told now. What no rule remembers
 * costs nothing. Counts are those on the channels' home lane, as it was read
 * for this turn: whoever sends must take the lane as it was, so that of two
 * workers who counted alike one sends and the other looks again.
 */
export async function withinRules(
  waiting: readonly Waiting[],
  { caps }: Pick<Lane, 'caps'>,
  ports: RulePorts,
): Promise<WithinRules> {
  if (waiting.every(({ brief }) => brief.rule === undefined))
    return { waiting, lookAgain: false, rules: NO_RULES, standings: [] };

  const rules = await ports.pushRules();
  const first = await judgeAll(waiting, rules, caps, ports);
  if (first.held.length === 0 && !first.standings.some(countsAnEnd))
    return { waiting, lookAgain: false, rules, standings: first.standings };
  // What may have been seen firing is judged as that. To know it may take a long list, or an item, so it is asked only now.
  const marked = markedAs(await rememberedOf(first.held, ports), await ports.mark(waiting));
  const { held, standings } = marked === waiting ? first : await judgeAll(marked, rules, caps, ports);

  const { done, changed } = await holdBack(held, ports);
  await wakeAtFarEnds(done, ports);
  report(done, ports);
  const gone = new Set(held.map((one) => one.waiting));

  return { waiting: marked.filter((one) => !gone.has(one)), lookAgain: changed.length > 0, rules, standings };
}

async function judgeAll(waiting: readonly Waiting[], rules: RuleBook, caps: Lane['caps'], ports: RulePorts) {
  const standings = await Promise.all(
    groupsOf(waiting, rules).map(async (group) =>
      judgeByRule(group, await backlogOf(group, ports), caps?.[group.channel.name], ports.now()),
    ),
  );

  return { standings, held: standings.flatMap((standing) => standing.held) };
}

/** By channel and rule, of rules that have more to say than a language. */
function groupsOf(waiting: readonly Waiting[], rules: RuleBook): readonly RuleGroup[] {
  const groups = Map.groupBy(waiting, ({ channel, brief }) => JSON.stringify([brief.rule, channel.name]));
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    const mark = first?.brief.rule;
    const rule = mark === undefined ? undefined : rules.find(mark);
    if (first === undefined || mark === undefined || rule === undefined) return [];

    return rule.limits === undefined && rule.window === undefined
      ? []
      : [{ channel: first.channel, mark, rule, waiting: own }];
  });
}

/** Whether it takes room for an end, as if nobody could have seen the firing. */
function countsAnEnd({ counted }: RuleStanding): boolean {
  return [...counted].some(({ brief }) => brief.status === 'resolved');
}

/**
 * Of the ends that the limits would drop, those of what may have been seen firing, as only their items remember. What they
 * hold is told later: not worth a read for each alert that ends before there is room.
 */
async function rememberedOf(held: readonly HeldEntry[], { alerts }: RulePorts): Promise<ReadonlySet<string>> {
  const ends = held.flatMap(({ waiting, judgement }) =>
    judgement.kind === 'withhold' && waiting.brief.status === 'resolved' ? [waiting.entry] : [],
  );
  const seen = new Set<string>();
  for (let at = 0; at < ends.length; at += READ_AT_ONCE) {
    for (const item of await alerts.read(ends.slice(at, at + READ_AT_ONCE))) {
      if (item.maybeShown === true) seen.add(keyOf(item));
    }
  }

  return seen;
}

function markedAs(seen: ReadonlySet<string>, waiting: readonly Waiting[]): readonly Waiting[] {
  if (seen.size === 0) return waiting;
  return waiting.map((one) =>
    seen.has(keyOf(one.entry)) ? { ...one, entry: { ...one.entry, maybeShown: true } } : one,
  );
}

/** What the rule's own limits held till now. Only what is due as if put off is read to know. */
async function backlogOf({ rule, waiting }: RuleGroup, { alerts }: RulePorts): Promise<Backlog | undefined> {
  if (rule.limits?.over !== 'hold') return undefined;
  const putOff = waiting.filter(({ entry }) => isPutOff(entry));
  const backlog = new Map<Waiting, number>();
  for (let at = 0; at < putOff.length; at += READ_AT_ONCE) {
    const some = new Map(putOff.slice(at, at + READ_AT_ONCE).map((one) => [one.entry.fingerprint, one]));
    for (const { fingerprint, heldBack } of await alerts.read([...some.values()].map(({ entry }) => entry))) {
      const one = some.get(fingerprint);
      if (one !== undefined && isOwn(heldBack, rule.name)) backlog.set(one, heldBack.atMs);
    }
  }

  return backlog.size === 0 ? undefined : backlog;
}

function isOwn(held: AlertItem['heldBack'], rule: string): held is NonNullable<AlertItem['heldBack']> {
  return held?.untilMs !== undefined && held.reason === OVER_CAP && held.by === rule;
}

/** Ends that a wake-up reaches in several hops: one a lane and time, which looks everywhere. */
async function wakeAtFarEnds(held: readonly HeldEntry[], { wakeUps, now }: RulePorts): Promise<void> {
  const farMs = now() + WAKE_AHEAD_MS;
  const ends = new Map<string, { readonly lane: string; readonly untilMs: number }>();
  for (const { waiting, judgement } of held) {
    if (judgement.kind !== 'postpone' || judgement.untilMs <= farMs) continue;
    const [{ webhookId: lane }] = waiting.channel.robots;
    ends.set(`${judgement.untilMs}/${lane}`, { lane, untilMs: judgement.untilMs });
  }
  for (const { lane, untilMs } of ends.values()) await wakeUps.schedule({ lane }, untilMs);
}

function report(held: readonly HeldEntry[], { observe }: RulePorts): void {
  const groups = Map.groupBy(held, ({ waiting, judgement }) =>
    JSON.stringify([waiting.channel.name, judgement.by, judgement.reason, judgement.kind]),
  );
  for (const [first, ...others] of groups.values()) {
    if (first === undefined) continue;
    const { kind, by, reason } = first.judgement;
    const alertCount = 1 + others.length;
    observe({
      kind: 'held-by-rule',
      channel: first.waiting.channel.name,
      rule: by,
      reason,
      until: kind === 'withhold' ? 'never' : 'later',
      alertCount,
    });
  }
}
