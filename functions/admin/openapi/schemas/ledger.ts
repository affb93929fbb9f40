import { LEVELS } from '#shared/alert/level.ts';
import { MESSAGE_KINDS, OUTCOMES, STATES, STORY_WORDS } from '../../words.ts';
import { type JsonSchema, moment, momentOrNull, object, ref, text, texts, whole, word } from '../operation.ts';

const ROW_FIELDS: Readonly<Record<string, JsonSchema>> = {
  id: text('The sender’s id, or a fingerprint.'),
  source: text(),
  name: text(),
  level: word(LEVELS),
  status: word(['firing', 'resolved']),
  target: text(),
  channel: text(),
  state: word(
    STATES,
    'waiting: something about it is not told yet. suppressed with a time in dueAt: held back till then.',
  ),
  reason: text('Why it was suppressed or is dead; empty otherwise.'),
  silence: { type: ['string', 'null'], description: 'The silence for which it is suppressed.' },
  inhibitedBy: {
    type: ['object', 'null'],
    description: 'The rule and the alert, which fires or fired, for which it is suppressed; null for bound tokens.',
    properties: { rule: { type: 'string' }, alert: { type: 'string' } },
    required: ['rule', 'alert'],
  },
  silentSince: momentOrNull(
    'Since when it fires without a word, where people were told so; null once it was received again.',
  ),
  occurrences: whole('How often it was received.', { minimum: 0 }),
  firstAt: moment('When it was first accepted.'),
  lastAt: moment('When it was last accepted.'),
  dueAt: momentOrNull('From when on it is to be told; null when nothing is due.'),
  deliveries: texts('Ids of the last messages it was in, newest first.', { maxItems: 10 }),
  advice: text('Why it was not told and what to do about it; empty where there is nothing to do.'),
};

const DELIVERY_FIELDS: Readonly<Record<string, JsonSchema>> = {
  id: text(),
  channel: text(),
  robot: text('Its name in the channel; CHANNEL/ROBOT where one of the fallback channel stood in.'),
  kind: word(MESSAGE_KINDS),
  outcome: word(OUTCOMES),
  reason: text(),
  errcode: { type: ['integer', 'null'], description: 'The robot’s own code.' },
  errmsg: text('The robot’s own words, without secrets.'),
  attempt: whole('1 for the first; counts on while the robot fails.', { minimum: 1 }),
  at: moment('When it was posted.'),
  latencyMs: whole('From the post to the answer.', { minimum: 0 }),
  alertCount: whole('Distinct alerts in the message.', { minimum: 0 }),
  advice: text('What went wrong and what to do about it; empty for what was delivered.'),
};

const COUNT_FIELDS: Readonly<Record<string, JsonSchema>> = {
  since: moment('Begin of the hour or day on the clock of the zone, or of what was asked for.'),
  until: moment('The first moment after it.'),
  ...Object.fromEntries(OUTCOMES.map((outcome) => [outcome, whole('Attempts with this outcome.', { minimum: 0 })])),
  alerts: whole('Alerts in what was delivered, once for each message they were in.', { minimum: 0 }),
};

const ROBOT_FIELDS: Readonly<Record<string, JsonSchema>> = {
  channel: text(),
  robot: text(),
  sentLastMinute: whole('Messages in the last 60 seconds.', { minimum: 0 }),
  limit: whole(
    'Messages it may send in 60 seconds now: the least that a channel with it allows, or less for some hours after it was throttled unexpectedly.',
    { minimum: 1 },
  ),
  mutedUntil: momentOrNull('Until when it is left alone; null when it is not.'),
  monthCount: whole(
    'Messages this calendar month: of the quota’s pool where the channel has a quota or a pool, else of the robot.',
    { minimum: 0 },
  ),
  monthlyQuota: {
    type: ['integer', 'null'],
    description: 'The smallest that a channel of the pool names. Null counts without limiting.',
  },
  quotaPool: { type: ['string', 'null'], description: 'The pool that the channel names.' },
  health: word(['healthy', 'muted', 'misconfigured', 'failing']),
  since: momentOrNull('Since when nothing could be sent through it; null while it works.'),
  advice: text('What to do about it, in the channel’s language; empty when nothing.'),
};

const PRODUCTS = ['dingtalk', 'wecom'] as const;

/** The ledger: alerts, deliveries, robots. */
export const LEDGER_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  AlertRow: object(ROW_FIELDS, Object.keys(ROW_FIELDS)),
  AlertStory: {
    type: 'object',
    description: 'The alert as last received, its ledger row in each channel, and what happened to it.',
    properties: {
      id: text(),
      source: text(),
      name: text(),
      level: word(LEVELS),
      status: word(['firing', 'resolved']),
      target: text(),
      summary: text(),
      description: text(),
      activeAt: moment('When the trouble began, as its sender has it.'),
      updatedAt: moment('As its sender has it.'),
      resolvedAt: moment('As its sender has it.'),
      url: text('Link to the alert at its sender.'),
      labels: { type: 'object', additionalProperties: { type: 'string' } },
      group: text('What its sender puts into one message.'),
      masked: word(['silenced', 'inhibited'], 'Its sender masked it: recorded, never sent.'),
      people: {
        ...object(
          {
            product: word(PRODUCTS, 'Whose user ids they are.'),
            mobiles: texts('Mobile numbers.'),
            userIds: texts('User ids.'),
            all: { type: 'boolean' },
          },
          ['product', 'mobiles', 'userIds', 'all'],
        ),
        description: 'Whom its sender wants named.',
      },
      verbatim: {
        ...object({ product: word(PRODUCTS), body: text('As it came; empty where it was over 20,000 bytes.') }, [
          'product',
          'body',
        ]),
        description: 'The message for a robot that it came as.',
      },
      channels: { type: 'array', items: ref('AlertRow') },
      story: { type: 'array', items: ref('StoryEntry') },
    },
    required: ['id', 'source', 'name', 'level', 'status', 'target', 'channels', 'story'],
  },
  StoryEntry: object(
    {
      at: moment('When it happened.'),
      what: word(
        STORY_WORDS,
        'What happened: accepted → queued → in-message → the outcome of an attempt → how it stands.',
      ),
      channel: text(),
      delivery: { type: ['string', 'null'], description: 'Id of the message it was told in.' },
      reason: text(),
    },
    ['at', 'what', 'channel', 'delivery', 'reason'],
  ),
  Delivery: object(DELIVERY_FIELDS, Object.keys(DELIVERY_FIELDS)),
  DeliveryDetail: object(
    {
      ...DELIVERY_FIELDS,
      format: word(['markdown', 'text']),
      title: text(),
      text: text('The message as it was sent.'),
      fellBack: text('Why the channel’s own template was not used.'),
      template: text(
        'Which template spoke: own or default, kind, language and a hash of its text. Equal when the text was.',
      ),
      alerts: texts('Ids of the alerts in it, at most 50.', { maxItems: 50 }),
    },
    [...Object.keys(DELIVERY_FIELDS), 'format', 'title', 'text', 'alerts'],
  ),
  DeliveryCount: object(COUNT_FIELDS, Object.keys(COUNT_FIELDS)),
  RobotRow: object(ROBOT_FIELDS, Object.keys(ROBOT_FIELDS)),
  Health: object({ status: { const: 'ok' }, store: { const: 'ok' }, dispatcher: { const: 'ok' } }, [
    'status',
    'store',
    'dispatcher',
  ]),
};
