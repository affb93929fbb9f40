import { LEVELS } from '#shared/alert/level.ts';
import type { Language } from '#shared/channels/channel.ts';
import { adviceForAlert } from '#shared/delivery/alert-advice.ts';
import type { AlertRow } from '#shared/delivery/alert-row.ts';
import type { AlertStory } from '#shared/delivery/alert-story.ts';
import type { Page } from '#shared/delivery/ledger.ts';
import type { AlertListQuery } from '#shared/delivery/list-alerts.ts';
import type { Handlers } from '../../edge/app.ts';
import { json } from '../../edge/http-problem.ts';
import { wantedLanguage } from '../../edge/language.ts';
import { badQuery, limit, oneOf, readQuery, text, time } from '../../edge/query.ts';
import { rfc3339, rfc3339OrNull } from '../../edge/times.ts';
import type { AdminDeps, AlertListing } from '../deps.ts';
import { STATES } from '../words.ts';
import { noAlert, noDelivery, noSilence } from './answers.ts';
import { LANGUAGE, listed } from './listed.ts';

const COLUMNS = [
  ...[
    'id',
    'source',
    'name',
    'level',
    'status',
    'target',
    'channel',
    'state',
    'reason',
    'silence',
    'inhibitedBy',
    'silentSince',
    'occurrences',
    'firstAt',
  ],
  ...['lastAt', 'dueAt', 'deliveries', 'advice'],
];

/** The routes of the ledger: what became of an alert. */
export function alertRoutes(deps: AdminDeps): Pick<Handlers<'admin'>, 'listAlerts' | 'getAlert'> {
  return {
    listAlerts: (request) =>
      listed<AlertListQuery, AlertRow>(request, {
        name: 'alerts',
        readers: {
          channel: text,
          state: oneOf(STATES),
          name: text,
          level: oneOf(LEVELS),
          target: text,
          source: text,
          since: time,
          until: time,
          delivery: text,
          silence: text,
          silent: oneOf(['true']),
          limit: limit(100),
          cursor: text,
        },
        list: async (query) => answerOf(await deps.listAlerts(query)),
        columns: COLUMNS,
        shown: shownRow,
      }),
    getAlert: async ({ request, params, query }) => {
      const read = readQuery<{ source?: string; language?: Language }>(query, { source: text, language: LANGUAGE });
      if (read.kind === 'invalid') return badQuery(read.errors);

      const story = await deps.alertStory(params['key'] ?? '', read.values.source);
      return story.kind === 'found'
        ? told(story, wantedLanguage(read.values.language, request.headers))
        : noAlert(story);
    },
  };
}

/** Why there is no list. */
function answerOf(listed: AlertListing): Page<AlertRow> | Response {
  if (listed === 'unknown-delivery') return noDelivery();
  return listed === 'unknown-silence' ? noSilence() : listed;
}

function told({ alert, rows, story }: Extract<AlertStory, { kind: 'found' }>, language: Language): Response {
  return json({
    ...alert,
    channels: rows.map((row) => shownRow(row, language)),
    story: story.map(({ at, what, channel, delivery, reason }) => ({
      at: rfc3339(at),
      what,
      channel,
      delivery,
      reason,
    })),
  });
}

function shownRow(row: AlertRow, language: Language) {
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
    silence: row.silence,
    inhibitedBy: row.inhibitedBy,
    silentSince: rfc3339OrNull(row.silentSince),
    occurrences: row.occurrences,
    firstAt: rfc3339(row.firstAt),
    lastAt: rfc3339(row.lastAt),
    dueAt: rfc3339OrNull(row.dueAt),
    deliveries: row.deliveries,
    advice: adviceForAlert(row, language),
  };
}
