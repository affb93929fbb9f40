import type { Exchange } from '#local/sandbox/chat-record.ts';
import type { Group } from '#local/sandbox/group.ts';
import { WINDOW_MS } from '#local/sandbox/window.ts';
import { isExplained, type Repeat, repeatsAt, repeatText, touches } from './repeats.ts';
import type { Interruption, Ledgers } from './scene.ts';
import { shownIn } from './shown.ts';
import type { Traffic } from './traffic.ts';

/** What one robot's group came to, and every promise that was broken, in words. */
export interface Row {
  readonly what: string;
  readonly sent: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly dead: number;
  readonly lost: number;
  /** Requests with the id of a message the robot had: answered with success, shown once. */
  readonly dropped: number;
  /** Messages people see twice. */
  readonly seenTwice: number;
  /** Messages the group got and the alerts name, whose own record is missing. */
  readonly unrecorded: number;
  /** Throttled answers to the relay. */
  readonly throttled: number;
  /** Most requests of the relay in any 60 s, as the robot counts them. */
  readonly busiest: number;
  readonly broken: readonly string[];
}

/** What is known of a scene at its end. */
export interface Evidence {
  group(name: string): Group;
  readonly traffics: readonly Pick<Traffic, 'channels' | 'sent' | 'accepted' | 'refusals'>[];
  readonly interruptions: readonly Interruption[];
  exchangesOf(group: string): readonly Exchange[];
  textOf(delivery: string): Promise<string>;
}

/** What is promised of one group, beside what is promised of all. */
export interface Promised {
  readonly what: string;
  readonly group: string;
  /** Most messages people may see twice. */
  readonly seenTwice?: number;
  /** Most requests the robot may have to drop as repeats. */
  readonly dropped?: number;
  /** Most messages without a record: the relay may have died between settling and recording one. */
  readonly unrecorded?: number;
  /** Most throttled answers: someone else uses the robot. */
  readonly throttled?: number;
  /** Requests the robot had before the relay's first. */
  readonly foreign?: number;
}

/** A robot's limit in any 60 s; DingTalk and WeCom alike. */
const LIMIT = 20;

/** Holds a group against its promises, by what the robot saw and what the relay's ledger says. */
export async function judge(scene: Evidence, promised: Promised, ledgers: Ledgers): Promise<Row> {
  const group = scene.group(promised.group);
  const traffics = scene.traffics.filter(({ channels }) => channels?.includes(promised.group) ?? true);
  const accepted = traffics.flatMap((traffic) =>
    [...traffic.accepted].flatMap(([id, channels]) => (channels.includes(promised.group) ? [id] : [])),
  );
  const shown = await shownIn(group, ledgers, scene);
  const stateOf = statesOf(group.settings.name, ledgers, shown.deliveries);
  const fates = accepted.map((id) => ({ id, fate: stateOf(id) }));
  const lost = fates.filter(({ fate }) => fate === 'lost').map(({ id }) => id);
  const exchanges = scene.exchangesOf(promised.group);
  const repeats = repeatsAt(exchanges);
  const own = exchanges.toSorted((a, b) => a.arrivedAt - b.arrivedAt).slice(promised.foreign ?? 0);
  const row = {
    what: promised.what,
    sent: traffics.reduce((sum, { sent }) => sum + sent, 0),
    accepted: accepted.length,
    delivered: fates.filter(({ fate }) => fate === 'delivered').length,
    dead: fates.filter(({ fate }) => fate === 'dead').length,
    lost: lost.length,
    dropped: repeats.filter(({ kind }) => kind === 'dropped').length,
    seenTwice: repeats.filter(({ kind }) => kind === 'seen').length,
    unrecorded: shown.unrecorded,
    throttled: own.filter(isThrottled).length,
    busiest: busiestMinute(own.map(({ arrivedAt }) => arrivedAt)),
  };
  const refusals = traffics.flatMap((traffic) => traffic.refusals);

  return {
    ...row,
    broken: [
      ...brokenBy(row, promised, group),
      ...(lost.length === 0 ? [] : [`lost ${lost.slice(0, 5).join(' ')}`]),
      ...(refusals.length === 0 ? [] : [`${refusals.length} requests refused for good: ${refusals[0]}`]),
      ...unexplained(repeats, scene),
    ],
  };
}

function brokenBy(row: Omit<Row, 'broken'>, promised: Promised, group: Group): readonly string[] {
  const { maxInFlight } = group.counters;
  const stillMuted = group.entries.filter((entry) => entry.kind === 'refused' && entry.why.startsWith('still')).length;
  const checks: readonly (readonly [boolean, string])[] = [
    [row.accepted === row.sent, `${row.sent - row.accepted} of ${row.sent} never accepted`],
    [row.dead === 0, `${row.dead} dead`],
    [row.busiest <= LIMIT, `${row.busiest} requests in a minute`],
    [maxInFlight <= 1, `${maxInFlight} requests at once`],
    [row.throttled <= (promised.throttled ?? 0), `throttled ${row.throttled} times`],
    // Whoever comes to a robot that someone else has muted can't know it before the first answer.
    [stillMuted <= (promised.foreign === undefined ? 0 : 1), `asked ${stillMuted} times while it was muted`],
    [row.seenTwice <= (promised.seenTwice ?? Number.POSITIVE_INFINITY), `${row.seenTwice} messages seen twice`],
    [row.unrecorded <= (promised.unrecorded ?? 0), `${row.unrecorded} messages without a record`],
    [row.dropped <= (promised.dropped ?? Number.POSITIVE_INFINITY), `${row.dropped} messages sent twice`],
  ];

  return checks.flatMap(([holds, words]) => (holds ? [] : [words]));
}

/** A repeat is only in order when an answer was lost, or the relay was interrupted before it could note one. */
function unexplained(repeats: readonly Repeat[], { interruptions }: Evidence): readonly string[] {
  const kills = interruptions.filter(({ kind }) => kind === 'killed');
  const perKill = kills.map((kill) => repeats.filter(({ kind, first }) => kind === 'seen' && touches(kill, first)));

  return [
    ...repeats
      .filter((repeat) => !isExplained(repeat, interruptions))
      .map((repeat) => `${repeat.kind} twice although the answer had come: ${repeatText(repeat)}`),
    ...repeats
      .filter(({ marked }) => !marked)
      .map((repeat) => `seen twice without a word that it may be a repeat: ${repeatText(repeat)}`),
    ...perKill
      .filter((ones) => ones.length > 1)
      .map((ones) => `${ones.length} messages seen twice after one kill: ${ones.map(repeatText).join(' and ')}`),
  ];
}

type Fate = 'delivered' | 'dead' | 'suppressed' | 'lost';

function statesOf(channel: string, { rows }: Ledgers, shown: ReadonlySet<string>): (id: string) => Fate {
  const byId = new Map(rows.filter((row) => row.channel === channel).map((row) => [row.id, row]));

  return (id) => {
    const row = byId.get(id);
    if (row?.deliveries.some((delivery) => shown.has(delivery)) === true) return 'delivered';

    return row?.state === 'dead' || row?.state === 'suppressed' ? row.state : 'lost';
  };
}

function isThrottled({ entry }: Exchange): boolean {
  return entry.kind === 'refused' && /limit|still/.test(entry.why);
}

function busiestMinute(arrivals: readonly number[]): number {
  return Math.max(0, ...arrivals.map((at, nth) => arrivals.slice(nth).filter((one) => one < at + WINDOW_MS).length));
}
