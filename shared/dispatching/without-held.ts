import { type AlertStore, keyOf } from '../admission/alert-store.ts';
import type { Waiting } from './choose-entries.ts';
import { type HoldBackPorts, holdBack, takeBack } from './hold-back.ts';
import type { Judge, Session } from './judge.ts';
import { type Held, type Holder, judgeHeld } from './judge-due.ts';

/** What judging what is due needs of the world, beside its judges. */
export interface WithoutHeldPorts extends HoldBackPorts {
  readonly alerts: HoldBackPorts['alerts'] & Pick<AlertStore, 'read'>;
  /** Says of alerts that are held back which may have been seen firing. */
  mark(held: readonly Waiting[]): Promise<readonly Waiting[]>;
}

/** What of the waiting may be told. */
export interface Unheld {
  readonly waiting: readonly Waiting[];
  /** Something was held back in vain, and is due all the same. */
  readonly lookAgain: boolean;
}

/** Items read at a time: their contents are looked at and let go. */
const READ_AT_ONCE = 500;

/** An alert that was read, and what holds it back. */
interface Holding extends Pick<Held, 'waiting' | 'item'> {
  readonly holders: readonly Holder[];
}

interface Sitting {
  readonly judge: Judge;
  readonly session: Session;
}

/**
 * Holds back what the judges say. While none of them has to do with these
 * alerts nothing of them is read; else the contents of those whose briefs
 * leave it open.
 *
 *   what holds, as it is now ─▶ note where ─▶ postpone ─▶ what holds, as it is now
 *                                                            └─ ended meanwhile: take back
 *   who ends it:                        ended ─▶ look where it is noted ─▶ release
 *
 * So whichever comes first, the one or the other sees it.
 */
export async function withoutHeld(
  waiting: readonly Waiting[],
  judges: readonly Judge[],
  ports: WithoutHeldPorts,
): Promise<Unheld> {
  const sittings = await openAll(waiting, judges);
  const candidates = waiting.filter((one) => sittings.some(({ session }) => session.isCandidate(one)));
  const held = await judgeAll(candidates, sittings, ports);
  if (held.length === 0) return { waiting, lookAgain: false };

  for (const { session, own } of shares(sittings, held)) await session.noteHeld(own);
  const { done, changed } = await holdBack(held, ports);
  const inVain: Held[] = [];
  for (const { session, own } of shares(sittings, done)) inVain.push(...(await session.overMeanwhile(own)));
  await takeBack(inVain, ports);
  const fresh = done.filter((one) => !inVain.includes(one) && one.item.heldBack?.by !== one.judgement.by);
  for (const { session, own } of shares(sittings, fresh)) await session.count(own);
  const gone = new Set(held.map((one) => one.waiting));

  return {
    waiting: waiting.filter((one) => !gone.has(one)),
    lookAgain: changed.length + inVain.length > 0,
  };
}

async function openAll(waiting: readonly Waiting[], judges: readonly Judge[]): Promise<readonly Sitting[]> {
  const sittings: Sitting[] = [];
  for (const judge of judges) {
    const session = await judge.open(waiting);
    if (session !== undefined) sittings.push({ judge, session });
  }

  return sittings;
}

async function judgeAll(
  candidates: readonly Waiting[],
  sittings: readonly Sitting[],
  { alerts, mark }: WithoutHeldPorts,
): Promise<readonly Held[]> {
  const holding: Holding[] = [];
  for (let at = 0; at < candidates.length; at += READ_AT_ONCE) {
    const some = new Map(candidates.slice(at, at + READ_AT_ONCE).map((one) => [keyOf(one.entry), one]));
    for (const item of await alerts.read([...some.values()].map(({ entry }) => entry))) {
      const waiting = some.get(keyOf(item));
      const holders = sittings.flatMap(({ session }) => session.holdersOf(item));
      if (waiting !== undefined && holders.length > 0) holding.push({ waiting, item, holders });
    }
  }
  if (holding.length === 0) return [];

  const marked = await mark(holding.map(({ waiting }) => waiting));
  return holding.flatMap(({ waiting, item, holders }, at) => {
    const judgement = judgeHeld({ ...item, ...maybeShown(marked[at]) }, holders);
    return judgement.kind === 'tell' ? [] : [{ waiting, item, judgement }];
  });
}

function maybeShown(waiting: Waiting | undefined): { readonly maybeShown?: true } {
  return waiting?.entry.maybeShown === undefined ? {} : { maybeShown: true };
}

/** What each judge holds back of these; who holds nothing back is left out. */
function shares(sittings: readonly Sitting[], held: readonly Held[]) {
  return sittings.flatMap(({ judge, session }) => {
    const own = held.filter(({ judgement }) => judgement.reason === judge.reason);
    return own.length === 0 ? [] : [{ session, own }];
  });
}
