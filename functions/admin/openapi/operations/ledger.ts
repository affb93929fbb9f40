import { LEVELS } from '#shared/alert/level.ts';
import { STATES } from '../../words.ts';
import {
  FILE_TYPES,
  fileParameters,
  LANGUAGE_PARAMETER,
  type OperationDoc,
  pageOf,
  ref,
  TIME,
  text,
  word,
} from '../operation.ts';

const ROW = {
  id: 'disk-7',
  source: 'native',
  name: 'Disk almost full',
  level: 'critical',
  status: 'firing',
  target: '192.0.2.10',
  channel: 'dba-oncall',
  state: 'delivered',
  reason: '',
  silence: null,
  inhibitedBy: null,
  silentSince: null,
  occurrences: 3,
  firstAt: '2026-11-21T01:30:00.000Z',
  lastAt: '2026-11-21T01:36:00.000Z',
  dueAt: null,
  deliveries: ['d-1'],
  advice: '',
} as const;

/** What became of alerts. */
export const LEDGER_OPERATIONS = {
  listAlerts: {
    tag: 'Ledger',
    summary: 'List alerts: one row per alert and channel',
    query: [
      { name: 'channel', description: 'Only of this channel.', schema: text() },
      { name: 'state', description: 'Only in this state.', schema: word(STATES) },
      { name: 'name', description: 'Only alerts of exactly this name.', schema: text() },
      { name: 'level', description: 'Only of this level.', schema: word(LEVELS) },
      { name: 'target', description: 'Only alerts whose target holds this text, in any case.', schema: text() },
      { name: 'source', description: 'Only of this sender.', schema: text() },
      { name: 'since', description: 'Last received (lastAt) not before this time.', schema: TIME },
      { name: 'until', description: 'Last received (lastAt) not after this time.', schema: TIME },
      {
        name: 'delivery',
        description:
          'Only alerts of this message: by the id of a delivery those of its channel, by the part before its first hyphen those of all its channels.',
        schema: text(),
      },
      {
        name: 'silent',
        description: 'Only alerts that people were told of as firing without a word (watchdogs).',
        schema: word(['true']),
      },
      {
        name: 'silence',
        description: 'Only alerts that this silence was the last to hold back.',
        schema: text(),
      },
      ...fileParameters(),
    ],
    success: {
      status: 200,
      description: 'A page.',
      schema: pageOf('AlertRow'),
      example: { items: [ROW], cursor: null },
      also: FILE_TYPES,
    },
    problems: ['malformed', 'unknown-delivery', 'unknown-silence'],
  },
  getAlert: {
    tag: 'Ledger',
    summary: 'The story of an alert',
    path: 'Id of the alert as the ledger shows it, percent-encoded.',
    query: [
      { name: 'source', description: 'Its sender, when several use the same id.', schema: text() },
      LANGUAGE_PARAMETER,
    ],
    success: {
      status: 200,
      description: 'The alert and what happened to it.',
      schema: ref('AlertStory'),
      example: {
        id: 'disk-7',
        source: 'native',
        name: 'Disk almost full',
        level: 'critical',
        status: 'firing',
        target: '192.0.2.10',
        summary: 'Disk /data is 95 % full',
        description: '',
        labels: { ob_cluster: 'obcluster-1' },
        channels: [ROW],
        story: [
          { at: '2026-11-21T01:30:00.000Z', what: 'accepted', channel: 'dba-oncall', delivery: null, reason: '' },
          { at: '2026-11-21T01:30:00.000Z', what: 'queued', channel: 'dba-oncall', delivery: null, reason: '' },
          {
            at: '2026-11-21T01:30:00.100Z',
            what: 'in-message',
            channel: 'dba-oncall',
            delivery: 'd-1',
            reason: 'single message',
          },
          {
            at: '2026-11-21T01:30:01.000Z',
            what: 'delivered',
            channel: 'dba-oncall',
            delivery: 'd-1',
            reason: 'robot 1, attempt 1, errcode 0',
          },
        ],
      },
    },
    problems: ['malformed', 'unknown-alert', 'ambiguous'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
