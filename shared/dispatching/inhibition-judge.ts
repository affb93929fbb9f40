import type { AlertItem } from '../admission/alert-item.ts';
import type { DueEntry } from '../admission/alert-store.ts';
import { encodeMark, shardOf } from '../admission/shard.ts';
import type { InhibitionRule } from '../inhibition/inhibition-rule.ts';
import type { InhibitionReader } from '../inhibition/inhibition-store.ts';
import { type Inhibitor, inhibitorId, inhibitorsAmong, parseInhibitorId } from '../inhibition/inhibitors.ts';
import { mayBeTarget } from '../inhibition/inhibits.ts';
import type { InhibitingSource, SourceReader } from '../inhibition/source-register.ts';
import type { Waiting } from './choose-entries.ts';
import type { DispatchEvent } from './dispatch-ports.ts';
import type { Judge, Session } from './judge.ts';
import type { Held, Holder } from './judge-due.ts';
import { alertOf } from './told-alert.ts';

/** What judging by inhibition needs of the world. */
export interface InhibitionJudgePorts {
  readonly inhibitions: InhibitionReader;
  readonly inhibiting: SourceReader;
  now(): number;
  observe(event: DispatchEvent): void;
}

/** An inhibited alert is judged again after this long at the latest, ms: should whoever ends its source die over it. */
export const JUDGE_AGAIN_MS = 300_000;

/** Holds back what a firing alert inhibits. Where no rule is for these alerts, nothing is read but the rules. */
export function inhibitionJudge(ports: InhibitionJudgePorts): Judge {
  return {
    reason: 'inhibited',
    async open(waiting) {
      const rules = await ports.inhibitions.rules();
      if (!waiting.some((one) => isCandidate(one, rules))) return undefined;
      const sources = await ports.inhibiting.list();
      return sources.length === 0 ? undefined : sessionOf(rules, sources, ports);
    },
  };
}

function sessionOf(
  rules: readonly InhibitionRule[],
  sources: readonly InhibitingSource[],
  ports: InhibitionJudgePorts,
): Session {
  const inhibitorsNow = inhibitorsOfItems(rules, sources);

  return {
    isCandidate: (one) => isCandidate(one, rules),
    holdersOf: (item) => inhibitorsNow(item, ports.now()).map((one) => holderOf(one, ports.now())),
    noteHeld: (held) => noteHeld(held, sources, ports),
    async overMeanwhile(held) {
      const inhibitorsLeft = inhibitorsOfItems(rules, await ports.inhibiting.list());
      return held.filter(({ item, judgement }) => {
        const left = inhibitorsLeft(item, ports.now());
        return judgement.kind === 'postpone' && !left.some((one) => idOf(one) === judgement.by);
      });
    },
    count: async (held) => count(held, ports),
  };
}

function isCandidate({ entry, brief }: Waiting, rules: readonly InhibitionRule[]): boolean {
  return rules.some(
    (rule) => (rule.channels === undefined || rule.channels.includes(entry.channel)) && mayBeTarget(rule, brief),
  );
}

function inhibitorsOfItems(rules: readonly InhibitionRule[], sources: readonly InhibitingSource[]) {
  const inhibitorsAt = inhibitorsAmong(rules, sources);
  return (item: AlertItem, nowMs: number) => inhibitorsAt({ ...item, subject: alertOf(item) }, nowMs);
}

function idOf({ rule, source }: Inhibitor): string {
  return inhibitorId(rule.name, source.id);
}

function holderOf(inhibitor: Inhibitor, nowMs: number): Holder {
  const { untilMs } = inhibitor;
  return { id: idOf(inhibitor), reason: 'inhibited', untilMs: Math.min(untilMs, nowMs + JUDGE_AGAIN_MS) };
}

/** On the alert that holds them, under whatever mark they wait from now on. */
async function noteHeld(
  held: readonly Held[],
  sources: readonly InhibitingSource[],
  { inhibiting }: InhibitionJudgePorts,
): Promise<void> {
  const postponed = held.filter(({ judgement }) => judgement.kind === 'postpone');
  for (const [id, group] of Map.groupBy(postponed, ({ judgement }) => parseInhibitorId(judgement.by).alert)) {
    const marks = new Set(group.map(({ waiting: { entry } }) => markOf(entry)));
    // Two senders may give the same id: then it is noted on both.
    for (const { fingerprint, heldIn } of sources.filter((source) => source.id === id)) {
      const fresh = [...marks].filter((mark) => !heldIn.includes(mark));
      if (fresh.length > 0) await inhibiting.noteHeld(fingerprint, fresh);
    }
  }
}

function markOf({ channel, fingerprint, due }: DueEntry): string {
  return encodeMark({ channel, shard: shardOf(fingerprint), class: due.class });
}

/** Each alert once for what holds it: that stands on it. */
function count(held: readonly Held[], { observe }: InhibitionJudgePorts): void {
  for (const group of Map.groupBy(held, ({ item, judgement }) => `${judgement.by}\n${item.channel}`).values()) {
    const [first] = group;
    if (first === undefined) continue;
    observe({ kind: 'inhibited', channel: first.item.channel, by: first.judgement.by, alertCount: group.length });
  }
}
