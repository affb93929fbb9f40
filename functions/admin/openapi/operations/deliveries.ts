import { CHANNEL_DEFAULTS } from '#shared/channels/channel-defaults.ts';
import { MESSAGE_KINDS, OUTCOMES } from '../../words.ts';
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

/** What became of messages. */
export const DELIVERY_OPERATIONS = {
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
