import { type OperationDoc, pageOf, ref } from '../operation.ts';

const WATCHDOGS = {
  sources: [{ source: 'ocp', silentAfterMinutes: 30, channels: ['dba-oncall'], level: 'critical', repeatMinutes: 60 }],
  silentAlerts: [{ source: 'prometheus', silentAfterMinutes: 720, policy: 'name' }],
} as const;

/** Sources that should speak. */
export const WATCHDOG_OPERATIONS = {
  postHeartbeat: {
    tag: 'Watchdogs',
    summary: 'Say that a source is there',
    description:
      'For a watched source that may have no alerts for long. Every request with alerts of it says the same. Of a body only the signature counts, where the source has to sign.',
    path: 'Name of the source. A token bound to sources may name these only, one bound to channels none: a heartbeat counts in all.',
    success: {
      status: 200,
      description: 'It is noted, if anybody watches it.',
      schema: ref('Heard'),
      example: { errcode: 0, errmsg: 'ok', success: true, source: 'ocp', watched: true },
    },
    problems: ['invalid', 'malformed', 'not-believed', 'not-stored'],
  },
  getWatchdogs: {
    tag: 'Watchdogs',
    summary: 'Get the watchdogs',
    description: 'Which sources are watched, and who is told when one is silent.',
    success: { status: 200, description: 'All of them.', schema: ref('Watchdogs'), example: WATCHDOGS },
  },
  replaceWatchdogs: {
    tag: 'Watchdogs',
    summary: 'Replace the watchdogs',
    description:
      'All of them: what is left out is gone. Sources are heard within a minute from then, and have all their time first. {} takes them away.',
    body: { schema: ref('Watchdogs'), examples: { ocp: WATCHDOGS, none: {} } },
    success: { status: 200, description: 'As they are now.', schema: ref('Watchdogs'), example: WATCHDOGS },
    problems: ['malformed', 'managed-by-file', 'changed-meanwhile', 'too-large', 'unsupported-media-type', 'invalid'],
  },
  listWatchedSources: {
    tag: 'Watchdogs',
    summary: 'How are the watched sources?',
    success: {
      status: 200,
      description: 'Each of them, in the order of the watchdogs.',
      schema: pageOf('WatchedSourceStatus'),
      example: {
        items: [{ source: 'ocp', state: 'speaks', lastHeardAt: '2026-11-21T01:30:00.000Z', silentSince: null }],
        cursor: null,
      },
    },
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
