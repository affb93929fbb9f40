import { LEVELS } from '#shared/alert/level.ts';
import { LANGUAGES } from '#shared/channels/channel.ts';
import { CHANNEL_BOUNDS, CHANNEL_DEFAULTS, CHANNEL_SIZES, TEMPLATE_KINDS } from '#shared/channels/channel-defaults.ts';
import { OUTCOMES } from '../../words.ts';
import { type JsonSchema, object, ref, text, texts, whole, word } from '../operation.ts';

const { mention, message, aggregation, limits, delivery } = CHANNEL_DEFAULTS;

function number(
  description: string,
  { min, max }: { readonly min: number; readonly max: number },
  byDefault: number,
): JsonSchema {
  return { ...whole(description, { minimum: min, maximum: max }), default: byDefault };
}

function numberOrNull(description: string, { min, max }: { readonly min: number; readonly max: number }): JsonSchema {
  return { type: ['integer', 'null'], minimum: min, maximum: max, default: null, description };
}

function secret(description: string): JsonSchema {
  return {
    type: ['string', 'null'],
    maxLength: CHANNEL_SIZES.secret,
    description: `${description} Shown masked. On PUT, absent or as shown keeps it and null removes it.`,
  };
}

const MENTION = object({
  mobiles: {
    anyOf: [texts('Mobile numbers.', { maxItems: CHANNEL_SIZES.mentioned }), text('The same, separated by commas.')],
    default: mention.mobiles,
  },
  userIds: { ...texts('User ids of the product.', { maxItems: CHANNEL_SIZES.mentioned }), default: mention.userIds },
  all: { type: 'boolean', default: mention.all },
  levels: { type: 'array', items: word(LEVELS), default: mention.levels, description: 'Levels that mention them.' },
});

const TEMPLATES = object(
  Object.fromEntries(
    LANGUAGES.map((language) => [
      language,
      object(Object.fromEntries(TEMPLATE_KINDS.map((kind) => [kind, text('${variables} or Liquid.')]))),
    ]),
  ),
);

const MESSAGE = object({
  format: { ...word(['markdown', 'text']), default: message.format },
  language: { ...word(LANGUAGES), default: message.language },
  timeZone: { ...text('IANA name.'), default: message.timeZone },
  recovery: { type: 'boolean', default: message.recovery, description: 'Whether recoveries are sent.' },
  templates: { ...TEMPLATES, default: message.templates },
});

const AGGREGATION = object({
  enabled: { type: 'boolean', default: aggregation.enabled },
  firstWaitSeconds: number(
    'How long a new alert waits for company.',
    CHANNEL_BOUNDS.aggregation.firstWaitSeconds,
    aggregation.firstWaitSeconds,
  ),
  intervalSeconds: number(
    'How long an alert is quiet after it was told; repeats are counted.',
    CHANNEL_BOUNDS.aggregation.intervalSeconds,
    aggregation.intervalSeconds,
  ),
  groupBy: {
    ...texts('Fields that put due alerts into one message.', { maxItems: CHANNEL_SIZES.groupBy }),
    default: aggregation.groupBy,
  },
  holdNew: { type: 'boolean', default: aggregation.holdNew, description: 'Whether new alerts wait for their group.' },
});

const LIMITS = object({
  perMinute: number('Messages in 60 seconds.', CHANNEL_BOUNDS.limits.perMinute, limits.perMinute),
  perHour: numberOrNull(
    'Messages an hour, in the channel’s time zone; what is over is held and told together at its end.',
    CHANNEL_BOUNDS.limits.perHour,
  ),
  perDay: numberOrNull(
    'Messages a day, in the channel’s time zone; what is over is held and told together at its end.',
    CHANNEL_BOUNDS.limits.perDay,
  ),
  monthlyQuota: numberOrNull(
    'Messages a month. 70 % and 90 % are told in the channel, from 90 % on what can wait comes as sparse digests, at 100 % the fallback channel takes over. Null counts without limiting.',
    CHANNEL_BOUNDS.limits.monthlyQuota,
  ),
  quotaPool: text('Channels of one pool share its count, and the smallest quota that one of them names.'),
});

const DELIVERY = object({
  patienceSeconds: number(
    'After this time without a robot that can send, the fallback channel takes over.',
    CHANNEL_BOUNDS.delivery.patienceSeconds,
    delivery.patienceSeconds,
  ),
  maxAgeSeconds: number(
    'What waited longer is told as a count, or becomes a dead letter where every robot failed all that time.',
    CHANNEL_BOUNDS.delivery.maxAgeSeconds,
    delivery.maxAgeSeconds,
  ),
  fallbackChannel: text('Name of another channel that exists: its robots speak when none here can.'),
});

const RESPONSE_CHECK = object({
  json: { type: 'object', description: 'Every key and value must be in the answer.' },
  regex: { ...text('Must match the whole trimmed body.'), maxLength: CHANNEL_SIZES.regex },
  status: {
    type: 'integer',
    minimum: CHANNEL_BOUNDS.responseCheck.status.min,
    maximum: CHANNEL_BOUNDS.responseCheck.status.max,
  },
});

const LEVEL_WORDS: JsonSchema = {
  ...object(
    Object.fromEntries(LEVELS.map((level) => [level, texts('In any case.', { maxItems: CHANNEL_SIZES.levelWords })])),
  ),
  description: 'Words that say of a message for a robot how bad it is here, before the built-in ones.',
};

const INPUT: Readonly<Record<string, JsonSchema>> = {
  name: {
    anyOf: [{ type: 'string', minLength: 1, maxLength: 64 }, { type: 'integer' }],
    description: 'Of any script, without , / ? # and control characters.',
  },
  type: word(['dingtalk', 'wecom']),
  enabled: { type: 'boolean', default: CHANNEL_DEFAULTS.enabled },
  robots: { type: 'array', minItems: 1, maxItems: CHANNEL_SIZES.robots, items: ref('Robot') },
  mention: MENTION,
  proxy: secret('HTTP proxy, http://host:port or http://user:password@host:port.'),
  message: MESSAGE,
  aggregation: AGGREGATION,
  responseCheck: RESPONSE_CHECK,
  levelWords: LEVEL_WORDS,
  limits: LIMITS,
  delivery: DELIVERY,
  origin: { const: 'api', description: 'As it is shown; it may be left out.' },
};

/** Channels, tests of them, previews. */
export const CHANNEL_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Robot: object(
    {
      name: text('Unique in the channel.'),
      webhookUrl: secret('The robot’s webhook.'),
      signatureKey: secret('The robot’s signing key.'),
      keyword: {
        anyOf: [text(), texts('Up to 10.', { maxItems: CHANNEL_SIZES.keywords })],
        description: 'Of the robot’s security setting: every message contains one.',
      },
    },
    ['webhookUrl'],
  ),
  ChannelInput: object(INPUT, ['name', 'type', 'robots']),
  ChannelDraft: {
    ...object(INPUT, ['type', 'robots']),
    description: 'As ChannelInput, where the name may be left out: it is that of the path, or of nothing that is kept.',
  },
  Channel: {
    type: 'object',
    description: 'As ChannelInput, with every default filled in and secrets masked.',
    properties: {
      name: text(),
      type: word(['dingtalk', 'wecom']),
      enabled: { type: 'boolean' },
      robots: { type: 'array', minItems: 1, items: ref('Robot') },
      mention: MENTION,
      proxy: text('Its credentials masked.'),
      message: MESSAGE,
      aggregation: AGGREGATION,
      responseCheck: RESPONSE_CHECK,
      levelWords: LEVEL_WORDS,
      limits: LIMITS,
      delivery: DELIVERY,
      origin: { ...word(['api', 'file']), description: 'Whether it was made over the API, or is of tocsin.yaml.' },
      warnings: texts('What is odd about the input; only right after a change.'),
      remarks: {
        type: 'array',
        items: ref('PlacedRemark'),
        description: 'What is wrong or odd about its templates; only right after a change.',
      },
    },
    required: [
      'name',
      'type',
      'enabled',
      'robots',
      'mention',
      'message',
      'aggregation',
      'responseCheck',
      'limits',
      'delivery',
      'origin',
    ],
    additionalProperties: false,
  },
  TestVerdict: object(
    {
      outcome: word(OUTCOMES),
      reason: text('Tells dns, refused, proxy, tls and timeout apart.'),
      errcode: { type: ['integer', 'null'] },
      errmsg: text(),
      advice: text('What it means and what to do, in the channel’s language.'),
    },
    ['outcome', 'reason', 'errcode', 'errmsg', 'advice'],
  ),
};
