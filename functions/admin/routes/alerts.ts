import { LEVELS } from '#shared/alert/level.ts';
import type { AlertRow } from '#shared/delivery/alert-row.ts';
import type { AlertStory } from '#shared/delivery/alert-story.ts';
import type { AlertListQuery } from '#shared/delivery/list-alerts.ts';
import type { Handlers } from '../../edge/app.ts';
import { json } from '../../edge/http-problem.ts';
import { badQuery, limit, oneOf, readQuery, text, time } from '../../edge/query.ts';
import { rfc3339, rfc3339OrNull } from '../../edge/times.ts';
import type { AdminDeps } from '../deps.ts';
import { STATES } from '../words.ts';
import { noAlert, noDelivery } from './answers.ts';
import { listed } from './listed.ts';

/** The routes of the ledger: what became of an alert. */
export function alertRoutes(deps: AdminDeps): Pick<Handlers<'admin'>, 'listAlerts' | 'getAlert'> {
  return {
    listAlerts: ({ query }) =>
      listed(
        readQuery<AlertListQuery>(query, {
          channel: text,
          state: oneOf(STATES),
          name: text,
          level: oneOf(LEVELS),
          target: text,
          source: text,
          since: time,
          until: time,
          delivery: text,
          limit: limit(100),
          cursor: text,
        }),
        async (query) => (await deps.listAlerts(query)) ?? noDelivery(),
        shownRow,
      ),
    getAlert: async ({ params, query }) => {
      const read = readQuery<{ source?: string }>(query, { source: text });
      if (read.kind === 'invalid') return badQuery(read.errors);

      return told(await deps.alertStory(params['key'] ?? '', read.values.source));
    },
  };
}

function told(story: AlertStory): Response {
  if (story.kind !== 'found') return noAlert(story);

  return json({
    ...story.alert,
    channels: story.rows.map(shownRow),
    story: story.story.map(({ at, what, channel, delivery, reason }) => ({
      at: rfc3339(at),
      what,
      channel,
      delivery,
      reason,
    })),
  });
}

function shownRow(row: AlertRow): object {
  return {
    id: row.id,
    source: row.source,
    name: row.name,
    level: row.level,
    status: row.status,
    target: row.target,
    channel: row.channel,
    state: row.state,
    reason: row.reason,
    occurrences: row.occurrences,
    firstAt: rfc3339(row.firstAt),
    lastAt: rfc3339(row.lastAt),
    dueAt: rfc3339OrNull(row.dueAt),
    deliveries: row.deliveries,
  };
}
