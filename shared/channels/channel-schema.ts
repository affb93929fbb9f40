import { LEVELS } from '../alert/level.ts';
import { LANGUAGES } from './channel.ts';
import { type Bounds, CHANNEL_BOUNDS, CHANNEL_DEFAULTS, CHANNEL_SIZES, TEMPLATE_KINDS } from './channel-defaults.ts';

/** A JSON Schema (2020-12), as far as this file uses it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const { message, aggregation, limits, delivery } = CHANNEL_DEFAULTS;

function object(
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema {
  const needs = required.length === 0 ? {} : { required };
  return { type: 'object', description, additionalProperties: false, ...needs, properties };
}

function integer(description: string, { min, max }: Bounds, fallback: number): JsonSchema {
  return { type: 'integer', description, minimum: min, maximum: max, default: fallback };
}

function cap(description: string, { min, max }: Bounds): JsonSchema {
  return { type: ['integer', 'null'], description, minimum: min, maximum: max, default: null };
}

function flag(description: string, fallback: boolean): JsonSchema {
  return { type: 'boolean', description, default: fallback };
}

function texts(description: string, maxItems: number, items: JsonSchema = { type: 'string' }): JsonSchema {
  return { type: 'array', description, items, maxItems };
}

const NAME: JsonSchema = { type: 'string', minLength: 1, maxLength: CHANNEL_SIZES.name };
const KEYWORD: JsonSchema = { type: 'string', maxLength: CHANNEL_SIZES.keyword };

const ROBOT = object('A group robot.', {
  name: { ...NAME, description: 'Unique in the channel. Default: its position in the list, from 1.' },
  webhookUrl: {
    type: 'string',
    description:
      'Secret. Answers show its token as ***; on PUT, left out or as shown it stays what it is. ' +
      'Must be on oapi.dingtalk.com or qyapi.weixin.qq.com; http only together with a proxy.',
  },
  signatureKey: {
    type: ['string', 'null'],
    description:
      'Secret (SEC…), shown as ***. On PUT, left out or as shown it stays; null removes it. No effect on WeCom.',
  },
  keyword: {
    description: "The robot's security keyword, or up to 10: every message to it contains one.",
    oneOf: [{ ...KEYWORD }, texts('Keywords.', CHANNEL_SIZES.keywords, KEYWORD), { type: 'null' }],
  },
});

const MENTION = object('Who is named in firing messages.', {
  mobiles: {
    description: 'Mobile numbers, 13800000000 or overseas +852-12345678; also as one comma-separated text.',
    oneOf: [texts('Mobile numbers.', CHANNEL_SIZES.mentioned), { type: 'string' }],
    default: [],
  },
  userIds: { ...texts('User ids.', CHANNEL_SIZES.mentioned), default: [] },
  all: flag('Names everybody.', false),
  levels: { ...texts('Levels that name these people.', LEVELS.length, { enum: LEVELS }), default: LEVELS },
});

const TEMPLATE: JsonSchema = { type: 'string', maxLength: CHANNEL_SIZES.template };
const TEMPLATES = object(
  'Own templates; what is left out is the default.',
  Object.fromEntries(
    LANGUAGES.map((language) => [
      language,
      object(`Templates in ${language}.`, Object.fromEntries(TEMPLATE_KINDS.map((kind) => [kind, TEMPLATE]))),
    ]),
  ),
);

const MESSAGE = object('How messages look.', {
  format: { enum: ['markdown', 'text'], default: message.format },
  language: { enum: LANGUAGES, default: message.language },
  timeZone: { type: 'string', description: 'IANA name.', default: message.timeZone },
  recovery: flag('Whether recoveries are sent.', message.recovery),
  templates: TEMPLATES,
});

const AGGREGATION = object('How repeats and groups of alerts are put together.', {
  enabled: flag('Whether repeats are counted rather than sent.', aggregation.enabled),
  firstWaitSeconds: integer(
    'How long a new alert waits for company.',
    CHANNEL_BOUNDS.aggregation.firstWaitSeconds,
    aggregation.firstWaitSeconds,
  ),
  intervalSeconds: integer(
    'How long an alert is quiet after it was told.',
    CHANNEL_BOUNDS.aggregation.intervalSeconds,
    aggregation.intervalSeconds,
  ),
  groupBy: {
    ...texts('Alerts alike in these share a message.', CHANNEL_SIZES.groupBy, {
      type: 'string',
      pattern: '^(name|source|target|level|labels\\..+)$',
    }),
    default: aggregation.groupBy,
  },
  holdNew: flag('Whether a new alert of a quiet group waits for the end of its window.', aggregation.holdNew),
});

const RESPONSE_CHECK = object("What the robot's answer must also look like; it only tightens the built-in check.", {
  json: { type: 'object', description: 'Keys and values the answer must contain.' },
  regex: { type: 'string', description: 'Must match the whole trimmed body.', maxLength: CHANNEL_SIZES.regex },
  status: {
    type: 'integer',
    description: 'HTTP status.',
    minimum: CHANNEL_BOUNDS.responseCheck.status.min,
    maximum: CHANNEL_BOUNDS.responseCheck.status.max,
  },
});

const LEVEL_WORDS = object(
  'Words that say of a message for a robot (docs/drop-in.md) how bad it is here, before the built-in ones.',
  Object.fromEntries(
    LEVELS.map((level) => [
      level,
      {
        type: 'array',
        items: { type: 'string', minLength: 1, maxLength: CHANNEL_SIZES.levelWord },
        maxItems: CHANNEL_SIZES.levelWords,
      },
    ]),
  ),
);

const LIMITS = object('Budgets.', {
  perMinute: integer('Messages per robot in any 60 seconds.', CHANNEL_BOUNDS.limits.perMinute, limits.perMinute),
  perHour: cap(
    'Messages per hour, in the time zone of the channel; what is over is held and summarised at its end.',
    CHANNEL_BOUNDS.limits.perHour,
  ),
  perDay: cap(
    'Messages per day, in the time zone of the channel; what is over is held and summarised at its end.',
    CHANNEL_BOUNDS.limits.perDay,
  ),
  monthlyQuota: cap(
    'Messages per month; from 90 % on only what is urgent goes at once, at 100 % the fallback takes over. Null only counts.',
    CHANNEL_BOUNDS.limits.monthlyQuota,
  ),
  quotaPool: {
    ...NAME,
    description: 'Channels of one organisation share the count of a pool, and the smallest quota named in it.',
  },
});

const DELIVERY = object('How long a message is tried, and who takes over.', {
  patienceSeconds: integer(
    'How long no robot could send before the fallback takes over.',
    CHANNEL_BOUNDS.delivery.patienceSeconds,
    delivery.patienceSeconds,
  ),
  maxAgeSeconds: integer('After this an alert is dead.', CHANNEL_BOUNDS.delivery.maxAgeSeconds, delivery.maxAgeSeconds),
  fallbackChannel: { ...NAME, description: 'Another channel, whose robots speak when none here can.' },
});

/** JSON Schema of a channel as the API takes and shows it, for `openapi.json`. The parser is what decides. */
export const CHANNEL_SCHEMA: JsonSchema = object(
  'A chat group with the robots that may speak in it, and how alerts look and behave there.',
  {
    name: { ...NAME, description: 'Of any script, without , / ? # and control characters.' },
    type: { enum: ['dingtalk', 'wecom'] },
    enabled: flag('A disabled channel records its alerts as suppressed.', CHANNEL_DEFAULTS.enabled),
    robots: { type: 'array', items: ROBOT, minItems: 1, maxItems: CHANNEL_SIZES.robots },
    mention: MENTION,
    proxy: {
      type: ['string', 'null'],
      description: 'http://host:port or http:host:port; user:password@ before the host is secret and shown as ***@.',
    },
    message: MESSAGE,
    aggregation: AGGREGATION,
    responseCheck: RESPONSE_CHECK,
    levelWords: LEVEL_WORDS,
    limits: LIMITS,
    delivery: DELIVERY,
    warnings: {
      type: 'array',
      items: { type: 'string' },
      readOnly: true,
      description: 'What is odd about the input, in the answer to a create or replacement only.',
    },
    remarks: {
      type: 'array',
      items: { type: 'object' },
      readOnly: true,
      description: 'What is odd about its templates, in the answer to a create or replacement only.',
    },
  },
  ['name', 'type', 'robots'],
);
