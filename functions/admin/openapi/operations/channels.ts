import { CHANNEL_DEFAULTS } from '#shared/channels/channel-defaults.ts';
import { type OperationDoc, pageOf, pageParameters, ref, text } from '../operation.ts';

const INPUT = {
  name: 'dba-oncall',
  type: 'dingtalk',
  robots: [
    {
      name: '1',
      webhookUrl: 'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef',
      signatureKey: 'SECexample',
      keyword: 'OCP',
    },
  ],
  mention: { mobiles: ['13800000000'], levels: ['down', 'critical'] },
} as const;

const SHOWN = {
  ...INPUT,
  ...CHANNEL_DEFAULTS,
  robots: [
    {
      name: '1',
      webhookUrl: 'https://oapi.dingtalk.com/robot/send?access_token=***',
      signatureKey: '***',
      keyword: 'OCP',
    },
  ],
  mention: { ...CHANNEL_DEFAULTS.mention, ...INPUT.mention },
  origin: 'api',
} as const;

const PREVIEW = {
  format: 'markdown',
  title: 'Disk almost full',
  text: '**Disk almost full** 192.0.2.10',
  cut: false,
  template: 'own/single/en_US/5f2c1a90',
  errors: [
    {
      severity: 'warning',
      line: 1,
      column: 3,
      message:
        'unknown variable "alarm_nmae": empty unless the alert has a label of this name; did you mean ${alarm_name}?',
      suggestion: 'alarm_name',
    },
  ],
} as const;

const PATH = 'Name of the channel, percent-encoded.';

const WHICH_ROBOT: OperationDoc['query'] = [
  { name: 'robot', description: 'Name of the robot to test; the first when absent.', schema: text() },
];

const VERDICT: OperationDoc['success'] = {
  status: 200,
  description: 'What the robot said, a refusal included.',
  schema: ref('TestVerdict'),
  example: {
    outcome: 'misconfigured',
    reason: 'sign',
    errcode: 310000,
    errmsg: 'sign not match',
    advice: '加签密钥不对',
  },
};

/** Channels and trying them out. */
export const CHANNEL_OPERATIONS = {
  listChannels: {
    tag: 'Channels',
    summary: 'List the channels',
    query: pageParameters(1_000),
    success: {
      status: 200,
      description: 'Channels by name.',
      schema: pageOf('Channel'),
      example: { items: [SHOWN], cursor: null },
    },
    problems: ['malformed'],
  },
  createChannel: {
    tag: 'Channels',
    summary: 'Create a channel',
    body: { schema: ref('ChannelInput'), examples: { dingtalk: INPUT } },
    success: { status: 201, description: 'The channel as it is now.', schema: ref('Channel'), example: SHOWN },
    problems: ['malformed', 'name-taken', 'too-large', 'unsupported-media-type', 'invalid'],
  },
  testChannelDraft: {
    tag: 'Channels',
    summary: 'Send a test message to a channel that is not saved',
    query: WHICH_ROBOT,
    body: { schema: ref('ChannelDraft'), examples: { dingtalk: INPUT } },
    success: VERDICT,
    problems: ['malformed', 'too-large', 'unsupported-media-type', 'invalid'],
  },
  getChannel: {
    tag: 'Channels',
    summary: 'Get a channel',
    path: PATH,
    success: { status: 200, description: 'The channel, secrets masked.', schema: ref('Channel'), example: SHOWN },
    problems: ['malformed', 'unknown-channel'],
  },
  replaceChannel: {
    tag: 'Channels',
    summary: 'Replace a channel',
    description: 'The whole of it: an absent field gets its default. Secrets absent or as shown are kept.',
    path: PATH,
    body: { schema: ref('ChannelDraft'), examples: { unchanged: SHOWN } },
    success: { status: 200, description: 'The channel as it is now.', schema: ref('Channel'), example: SHOWN },
    problems: [
      'malformed',
      'unknown-channel',
      'managed-by-file',
      'changed-meanwhile',
      'too-large',
      'unsupported-media-type',
      'invalid',
    ],
  },
  deleteChannel: {
    tag: 'Channels',
    summary: 'Delete a channel',
    description: 'Refused while another channel falls back on it, push settings name it, or alerts wait in it.',
    path: PATH,
    success: { status: 204, description: 'It is gone, and so are its secrets.' },
    problems: ['malformed', 'unknown-channel', 'referenced', 'holds-waiting', 'managed-by-file'],
  },
  testChannel: {
    tag: 'Channels',
    summary: 'Send a test message',
    path: PATH,
    query: WHICH_ROBOT,
    success: VERDICT,
    problems: ['malformed', 'unknown-channel', 'invalid'],
  },
  preview: {
    tag: 'Channels',
    summary: 'Render a template without sending it',
    description:
      'On a given alert, one that is kept, or a sample. Nothing is sent. `errors` says what is wrong or odd about the template, place by place.',
    body: {
      schema: ref('PreviewInput'),
      examples: {
        defaults: { type: 'dingtalk' },
        own: {
          type: 'wecom',
          kind: 'single',
          language: 'en_US',
          template: '**${alarm_name}** ${alarm_target}',
          alert: { name: 'Disk almost full', level: 'critical', target: '192.0.2.10' },
        },
        past: { type: 'dingtalk', template: '### ${title}', alertId: 'disk-7', source: 'native' },
      },
    },
    success: { status: 200, description: 'The message.', schema: ref('Preview'), example: PREVIEW },
    problems: ['malformed', 'unknown-alert', 'ambiguous', 'too-large', 'unsupported-media-type', 'invalid'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
