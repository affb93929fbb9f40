import type { RobotStatus } from '#shared/pacing/robot-status.ts';
import type { Handlers } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { badQuery, limit, readQuery, text } from '../../edge/query.ts';
import { rfc3339OrNull } from '../../edge/times.ts';
import type { AdminDeps, Health } from '../deps.ts';
import { byName, pageByName } from './page-by-name.ts';

/** The routes that tell how the relay itself does. */
export function operationRoutes(deps: AdminDeps): Pick<Handlers<'admin'>, 'listRobots' | 'health'> {
  return {
    listRobots: async ({ query }) => {
      const read = readQuery<{ limit: number; cursor?: string }>(query, { limit: limit(1_000), cursor: text });
      if (read.kind === 'invalid') return badQuery(read.errors);

      const rows = [...(await deps.robots())].sort((a, b) => byName(keyOf(a), keyOf(b)));
      const page = pageByName(rows, keyOf, read.values);
      return json({ items: page.items.map(shownRobot), cursor: page.cursor });
    },
    health: async () => healthAnswer(await checked(deps)),
  };
}

/** A channel's name holds no slash, so the pair is unambiguous. */
function keyOf(row: RobotStatus): string {
  return `${row.channel}/${row.robot}`;
}

function shownRobot(row: RobotStatus): object {
  return {
    channel: row.channel,
    robot: row.robot,
    sentLastMinute: row.sentLastMinute,
    limit: row.limit,
    mutedUntil: rfc3339OrNull(row.mutedUntil),
    monthCount: row.monthCount,
    monthlyQuota: row.monthlyQuota,
    quotaPool: row.quotaPool,
    health: row.health,
    since: rfc3339OrNull(row.since),
    advice: row.advice,
  };
}

/** A check that throws has found the store dead: it is what every check asks first. */
async function checked(deps: AdminDeps): Promise<Health> {
  try {
    return await deps.health();
  } catch (error) {
    deps.telemetry.error('health check failed', error);
    return { store: 'dead', dispatcher: 'dead' };
  }
}

function healthAnswer({ store, dispatcher }: Health): Response {
  if (store === 'ok' && dispatcher === 'ok') return json({ status: 'ok', store, dispatcher });

  return problem('unavailable', { detail: 'A part is dead.', extra: { store, dispatcher } });
}
