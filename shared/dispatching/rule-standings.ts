import { keyOf } from '../admission/alert-store.ts';
import type { AlertRef, LaneMessage } from '../pacing/lane.ts';
import type { Note } from '../rendering/message.ts';
import type { Waiting } from './choose-entries.ts';
import type { RuleStanding } from './judge-by-rule.ts';

/** What a message counts for in rules with limits, by channel: each alert as one, what the limits had held as one in all. */
export function countByRule(
  refs: readonly Pick<AlertRef, 'channel' | 'fingerprint'>[],
  standings: readonly RuleStanding[],
): NonNullable<LaneMessage['counts']> {
  const told = new Set(refs.map(keyOf));
  const isTold = ({ entry }: Waiting): boolean => told.has(keyOf(entry));
  const counts: Record<string, Record<string, number>> = {};
  for (const { group, counted, backlog } of standings) {
    const alerts = [...counted].filter(isTold).length + ([...(backlog?.keys() ?? [])].some(isTold) ? 1 : 0);
    if (alerts > 0) counts[group.channel.name] = { ...counts[group.channel.name], [group.mark]: alerts };
  }

  return counts;
}

/** What a message has to say of the limits of the rules whose alerts are in it. */
export function ruleNotes(chosen: readonly Waiting[], standings: readonly RuleStanding[]): readonly Note[] {
  const isChosen = new Set(chosen);
  const severalChannels = new Set(chosen.map(({ channel }) => channel)).size > 1;
  return standings.flatMap((standing) => {
    const { channel } = standing.group;
    const where = severalChannels ? { channel: channel.name } : {};
    return [...heldNote(standing, isChosen), ...reachedNote(standing, isChosen)].map((note) => ({ ...note, ...where }));
  });
}

type RuleNote = Extract<Note, { kind: 'held-by-rule' | 'rule-reached' }>;

function heldNote({ group, backlog }: RuleStanding, chosen: ReadonlySet<Waiting>): readonly RuleNote[] {
  if (backlog === undefined) return [];
  const since = [...backlog].flatMap(([one, sinceMs]) => (chosen.has(one) ? [sinceMs] : []));
  if (since.length === 0) return [];
  const sinceMs = since.reduce((oldest, one) => Math.min(oldest, one));

  return [{ kind: 'held-by-rule', rule: group.rule.name, count: since.length, sinceMs }];
}

/** Said by the message that takes the last of the room, and only by that. */
function reachedNote(standing: RuleStanding, chosen: ReadonlySet<Waiting>): readonly RuleNote[] {
  const { group, counted, backlog, room } = standing;
  const over = group.rule.limits?.over;
  if (room === undefined || over === undefined) return [];
  const summed = [...(backlog?.keys() ?? [])].some((one) => chosen.has(one)) ? 1 : 0;
  const alerts = [...counted].filter((one) => chosen.has(one)).length + summed;
  if (alerts === 0 || alerts < room.left) return [];

  const { kind: period, cap: limit, untilMs } = room;
  return [{ kind: 'rule-reached', rule: group.rule.name, period, limit, untilMs, over }];
}
