import type { SuppressedReason } from '../admission/admit.ts';
import type { DueEntry } from '../admission/alert-store.ts';
import { dueClass } from '../admission/due.ts';
import { levelNumber } from '../alert/level.ts';
import type { Channel } from '../channels/channel.ts';
import type { Lane } from '../pacing/lane.ts';
import { isTriedLately } from '../pacing/trouble.ts';
import type { RuleBook } from '../routing/rule-book.ts';
import { alertExpiry } from './acknowledge-message.ts';
import { readWaiting, type Waiting } from './choose-entries.ts';
import type { Withheld } from './compose-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { doubtfulOn } from './doubtful-on.ts';
import type { Home } from './find-routes.ts';
import { inParallel } from './in-parallel.ts';
import { inhibitionJudge } from './inhibition-judge.ts';
import type { RuleStanding } from './judge-by-rule.ts';
import { type BuriedPorts, buryAndReport } from './report-buried.ts';
import type { Route } from './route.ts';
import { silenceJudge } from './silence-judge.ts';
import { withinRules } from './within-rules.ts';
import { withoutHeld } from './without-held.ts';

/** What ending alerts needs of the world. */
export type WithholdPorts = BuriedPorts &
  Pick<
    DispatchPorts,
    'alerts' | 'lanes' | 'now' | 'observe' | 'silences' | 'inhibitions' | 'inhibiting' | 'wakeUps' | 'pushRules'
  >;

/** Ends what waits in disabled channels as suppressed; answers the rest. */
async function withholdDisabled(
  waiting: readonly Waiting[],
  ports: Pick<DispatchPorts, 'alerts' | 'now' | 'keepAlertsMs'> & {
    mark(some: readonly Waiting[]): Promise<readonly Waiting[]>;
  },
): Promise<readonly Waiting[]> {
  const disabled = waiting.filter(({ channel }) => !channel.enabled);
  if (disabled.length === 0) return waiting;
  const reason: SuppressedReason = 'channel-disabled';
  await inParallel(await ports.mark(disabled), ({ entry }) =>
    ports.alerts.withhold({ ...entry, expiresAtMs: alertExpiry(ports) }, reason),
  );

  return waiting.filter(({ channel }) => channel.enabled);
}

/** Ends alerts that turned out to have nothing to say. */
export async function withholdSilent(
  silent: readonly Withheld[],
  ports: Pick<DispatchPorts, 'alerts' | 'now' | 'keepAlertsMs'>,
): Promise<void> {
  await inParallel(silent, (ref) => ports.alerts.withhold({ ...ref, expiresAtMs: alertExpiry(ports) }, ref.reason));
}

/** What waits, told apart by whether its alerts are still to be named. */
export interface ToTell {
  readonly named: readonly Waiting[];
  /** They waited longer than the channel lets them: told as a count. */
  readonly counted: readonly Waiting[];
  /** Something changed while it was judged, and is still due. */
  readonly lookAgain: boolean;
  /** The rules that sent what is to be told, and how those with limits stand. */
  readonly rules: RuleBook;
  readonly standings: readonly RuleStanding[];
}

/**
 * What of these entries is to be told. Those of disabled channels end here,
 * and what a judge holds back is put off, however long it has waited.
 * So is what is beyond the limits of the push rule that sent it.
 * What waited beyond the channel's `maxAgeSeconds` is told as a count; where
 * all its robots failed for that long, it ends as dead, and people hear of it
 * by another way.
 */
export async function stillToTell(
  entries: readonly DueEntry[],
  route: Route,
  { lane, all }: Pick<Home, 'lane' | 'all'>,
  ports: WithholdPorts,
): Promise<ToTell> {
  const mark = async (some: readonly Waiting[]) => (await doubtfulOn(lane, ports.lanes)).marked(some);
  const enabled = await withholdDisabled(readWaiting(entries, route.channels), { ...ports, mark });
  const unheld = await withoutHeld(enabled, [silenceJudge(ports), inhibitionJudge(ports)], { ...ports, mark });
  const { waiting, rules, standings, ...within } = await withinRules(unheld.waiting, lane, { ...ports, mark });
  const lookAgain = unheld.lookAgain || within.lookAgain;
  const nowMs = ports.now();
  const told = Map.groupBy(waiting, (one) => toldAs(one, route, nowMs));
  const dead = told.get('dead') ?? [];
  if (dead.length > 0) await buryExpired(await mark(dead), route.robotLane, all, ports);

  return { named: told.get('named') ?? [], counted: told.get('counted') ?? [], lookAgain, rules, standings };
}

function toldAs(
  { entry, channel }: Waiting,
  { failingSince, robotLane }: Route,
  nowMs: number,
): 'named' | 'counted' | 'dead' {
  const before = nowMs - channel.delivery.maxAgeSeconds * 1000;
  if (entry.since >= before) return 'named';
  const failing = failingSince.get(channel.name);
  const isFailing = failing !== undefined && failing <= before;

  // What failed so long ago that nobody knows how it does is tried once more.
  return isFailing && isTriedLately(robotLane, nowMs) ? 'dead' : 'counted';
}

async function buryExpired(
  expired: readonly Waiting[],
  robot: Lane,
  all: readonly Channel[],
  ports: WithholdPorts,
): Promise<void> {
  const why = robot.misconfigured === undefined ? '' : ` (${robot.misconfigured})`;
  await buryWaiting(expired, `too old: every robot failed${why}`, all, ports);
}

/** Why an alert is dead that nobody could write down. */
export const UNWRITABLE = 'set aside: it could not be written';

/** Ends alerts as dead that were in no message, and tells people of those that still wait: another worker may have told one meanwhile. */
export async function buryWaiting(
  waiting: readonly Waiting[],
  reason: string,
  all: readonly Channel[],
  ports: WithholdPorts,
): Promise<void> {
  const entries = waiting.map(({ entry }) => entry);
  await buryAndReport(entries, reason, all, () => buryEach(waiting, reason, ports), ports);
}

async function buryEach(
  waiting: readonly Waiting[],
  reason: string,
  ports: WithholdPorts,
): Promise<readonly DueEntry[]> {
  const buried: DueEntry[] = [];
  await inParallel(waiting, async ({ entry, brief }) => {
    const ack = {
      ...entry,
      status: brief.status,
      level: levelNumber(brief.level),
      delivery: '',
      quiet: { class: dueClass(brief.status, levelNumber(brief.level)), atMs: ports.now() },
      expiresAtMs: alertExpiry(ports),
      atMs: ports.now(),
    };
    if ((await ports.alerts.bury(ack, reason)) === 'buried') buried.push(entry);
  });

  return buried;
}
