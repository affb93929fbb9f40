import type { Channel } from '../channels/channel.ts';
import { decideCap } from '../pacing/channel-caps.ts';
import type { Lane } from '../pacing/lane.ts';
import type { Load } from '../pacing/pace.ts';
import type { Note } from '../rendering/message.ts';
import type { Waiting } from './choose-entries.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { type Home, quotaOf } from './find-routes.ts';
import type { RuleStanding } from './judge-by-rule.ts';
import type { Route } from './route.ts';

/** What caps and quotas ask of the next message, and the lines that say so. */
export interface Restraint {
  readonly load: Pick<Load, 'summarise' | 'sparseUntilMs'>;
  readonly notes: readonly Note[];
}

/** Asks the caps of the channels with something to tell, what the limits of push rules held, and the month of the robot that tells it. */
export async function restraintOf(
  { lane, all }: Home,
  route: Route,
  waiting: readonly Waiting[],
  ports: DispatchPorts,
  standings: readonly RuleStanding[] = [],
): Promise<Restraint> {
  const channels = [...Map.groupBy(waiting, ({ channel }) => channel)];
  const nowMs = ports.now();
  const byRules = new Set(standings.flatMap(({ backlog }) => [...(backlog?.keys() ?? [])]));
  const held = channels.flatMap(([channel, own]) =>
    heldNote(
      channel,
      lane.caps?.[channel.name],
      own.filter((one) => !byRules.has(one)),
    ),
  );
  const last = channels.flatMap(([channel]) => lastNote(channel, lane.caps?.[channel.name], nowMs));
  const names = channels.length > 1;
  const notes = [...held, ...last].map(({ channel, ...note }): Note => (names ? { ...note, channel } : note));
  const speakers = route.fallback === undefined ? route.channels : [route.fallback];
  const isSummary = held.length > 0 || byRules.size > 0;
  const sparse = await sparseUntil(speakers, route.robotLane, all, ports);

  return {
    load: {
      ...(isSummary ? { summarise: true } : {}),
      ...(sparse === undefined ? {} : { sparseUntilMs: sparse }),
    },
    notes,
  };
}

type CapNote = Extract<Note, { kind: 'held-by-cap' | 'cap-reached' }> & { readonly channel: string };
type Counts = NonNullable<Home['lane']['caps']>[string] | undefined;

/** The counts still are those of the period that was full: no message was sent since. */
function heldNote(channel: Channel, counts: Counts, waiting: readonly Waiting[]): readonly CapNote[] {
  if (waiting.length === 0) return [];
  const sinceMs = waiting.reduce((oldest, { entry }) => Math.min(oldest, entry.since), Number.POSITIVE_INFINITY);
  const then = decideCap(channel.limits, counts, channel.message.timeZone, sinceMs);

  return then.kind === 'held' ? [{ kind: 'held-by-cap', period: then.period, sinceMs, channel: channel.name }] : [];
}

function lastNote({ name, limits, message }: Channel, counts: Counts, nowMs: number): readonly CapNote[] {
  const cap = decideCap(limits, counts, message.timeZone, nowMs);
  if (cap.kind !== 'open' || cap.last === undefined) return [];
  const limit = (cap.last === 'hour' ? limits.perHour : limits.perDay) ?? 0;

  return [{ kind: 'cap-reached', period: cap.last, limit, untilMs: cap.untilMs, channel: name }];
}

/** Near the end of the month's quota, what can wait does until this long after the robot's last message. */
export async function sparseUntil(
  speakers: readonly Channel[],
  { slots }: Pick<Lane, 'slots'>,
  all: readonly Channel[],
  ports: Pick<DispatchPorts, 'quotas' | 'now'>,
): Promise<number | undefined> {
  const decisions = await Promise.all(speakers.map((channel) => quotaOf(channel, all, ports)));
  const gaps = decisions.flatMap((decision) => (decision.kind === 'sparse' ? [decision.gapMs] : []));

  return gaps.length === 0 ? undefined : (slots.at(-1) ?? 0) + Math.max(...gaps);
}
