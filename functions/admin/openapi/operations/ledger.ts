import { LEVELS } from '#shared/alert/level.ts';
import { CHANNEL_DEFAULTS } from '#shared/channels/channel-defaults.ts';
import { MESSAGE_KINDS, OUTCOMES, STATES } from '../../words.ts';
import {
  FILE_TYPES,
  FORMAT_PARAMETER,
  fileParameters,
  LANGUAGE_PARAMETER,
  type OperationDoc,
  type ParameterDoc,
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
  occurrences: 3,
  firstAt: '2026-11-21T01:30:00.000Z',
  lastAt: '2026-11-21T01:36:00.000Z',
  dueAt: null,
  deliveries: ['d-1'],
  advice: '',
} as const;

const DELIVERY = {
  id: 'd-1',
  channel: 'dba-oncall',
  robot: '1',
  kind: 'single',
  outcome: 'delivered',
  reason: '',
  errcode: 0,
  errmsg: 'ok',
  attempt: 1,
  at: '2026-11-21T01:30:01.000Z',
  latencyMs: 84,
  alertCount: 1,
  advice: '',
} as const;

const COUNT = {
  since: '2026-11-21T00:00:00+08:00',
  until: '2026-11-22T00:00:00+08:00',
  delivered: 412,
  throttled: 0,
  misconfigured: 0,
  rejected: 1,
  unreachable: 3,
  unknown: 0,
  alerts: 655,
} as const;

/** What deliveries are listed and counted by. */
const COUNTED_BY: readonly ParameterDoc[] = [
  { name: 'channel', description: 'Only of this channel.', schema: text() },
  {
    name: 'robot',
    description: 'Only through this robot, as the list names it.',
    schema: text(),
  },
  { name: 'kind', description: 'Only this kind of message.', schema: word(MESSAGE_KINDS) },
  { name: 'outcome', description: 'Only with this outcome.', schema: word(OUTCOMES) },
  { name: 'reason', description: 'Only with this reason.', schema: text() },
];

/** What became of alerts and messages. */
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
      ...fileParameters(),
    ],
    success: {
      status: 200,
      description: 'A page.',
      schema: pageOf('AlertRow'),
      example: { items: [ROW], cursor: null },
      also: FILE_TYPES,
    },
    problems: ['malformed', 'unknown-delivery'],
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
  listDeliveries: {
    tag: 'Ledger',
    summary: 'List attempts to send a message, newest first',
    query: [
      ...COUNTED_BY,
      { name: 'text', description: 'Only messages whose title or text holds this, in any case.', schema: text() },
      { name: 'since', description: 'Composed not before this time.', schema: TIME },
      { name: 'until', description: 'Composed not after this time.', schema: TIME },
      ...fileParameters(),
    ],
    success: {
      status: 200,
      description: 'A page.',
      schema: pageOf('Delivery'),
      example: { items: [DELIVERY], cursor: null },
      also: FILE_TYPES,
    },
    problems: ['malformed'],
  },
  countDeliveries: {
    tag: 'Ledger',
    summary: 'Count attempts by outcome in each local hour or day, newest first',
    description:
      'By when their message was composed; hours and days without any are there too, and those of a change of the clocks are as long as people there see them. The record itself is read, which costs half a read unit for 4 kB of it and nothing while nobody asks. One request reads about 20,000 attempts: where there are more, the cursor goes on, and the counts of a period that is in two answers are to be added up.',
    query: [
      ...COUNTED_BY,
      { name: 'since', description: 'From this time on; a week before until by default.', schema: TIME },
      { name: 'until', description: 'Before this time; now by default. At most 92 days after since.', schema: TIME },
      { name: 'by', description: 'What is counted by.', schema: { ...word(['hour', 'day']), default: 'day' } },
      {
        name: 'timeZone',
        description: 'IANA name of the clock hours and days are those of.',
        schema: { ...text(), default: CHANNEL_DEFAULTS.message.timeZone },
      },
      { name: 'cursor', description: 'Of the answer before, with the same filter.', schema: text() },
      FORMAT_PARAMETER,
    ],
    success: {
      status: 200,
      description: 'The counts.',
      schema: pageOf('DeliveryCount'),
      example: { items: [COUNT], cursor: null },
      also: FILE_TYPES,
    },
    problems: ['malformed'],
  },
  getDelivery: {
    tag: 'Ledger',
    summary: 'One attempt, with the message as it was sent',
    path: 'Id of the delivery.',
    query: [LANGUAGE_PARAMETER],
    success: {
      status: 200,
      description: 'The attempt.',
      schema: ref('DeliveryDetail'),
      example: {
        ...DELIVERY,
        format: 'markdown',
        title: '【严重】Disk almost full · 192.0.2.10',
        text: '**【严重】Disk almost full · 192.0.2.10**',
        template: 'default/single/zh_CN/f0230c2d',
        alerts: ['disk-7'],
      },
    },
    problems: ['malformed', 'unknown-delivery'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
