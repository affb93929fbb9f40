import { LEVELS } from '#shared/alert/level.ts';
import { LANGUAGES } from '#shared/channels/channel.ts';
import { CHANNEL_DEFAULTS } from '#shared/channels/channel-defaults.ts';
import { MAX_ALERTS } from '#shared/routing/limits-input.ts';
import { DAYS } from '#shared/routing/push-settings.ts';
import { MAX_RULES } from '#shared/routing/push-settings-input.ts';
import { type JsonSchema, object, ref, text, texts, word } from '../operation.ts';

const CHANNELS = { ...texts('Names of channels that exist.', { maxItems: 100 }), minItems: 1 };
const PATTERNS = (description: string) => ({ ...texts(description, { maxItems: 100 }), minItems: 1 });
const BY_LEVEL = object(Object.fromEntries(LEVELS.map((level) => [level, CHANNELS])));
const TIME_OF_DAY = '^([01]\\d|2[0-3]):[0-5]\\d$';
const YES_NO = (description: string, byDefault: boolean): JsonSchema => ({
  type: 'boolean',
  description,
  default: byDefault,
});

const LANGUAGE = word(LANGUAGES, "Of the messages that hold this rule's alerts and no others.");
const ALERTS = (of: string): JsonSchema => ({
  ...{ type: 'integer', minimum: 1, maximum: MAX_ALERTS },
  description: `Alerts the rule tells a channel in ${of} of that channel's time zone, at most. None when absent.`,
});
const LIMITS = {
  ...object({
    perHour: ALERTS('an hour'),
    perDay: ALERTS('a day'),
    over: {
      ...word(['drop', 'hold'], 'Recorded as suppressed, or summarised when the hour or day is over.'),
      default: 'hold',
    },
  }),
  description: 'Firing alerts and repeats are counted, and a summary as one. At least one of perHour and perDay.',
};

const TERMS: Readonly<Record<string, JsonSchema>> = {
  window: word(['open', 'held', 'dropped'], 'What the window of the rule does with the alert at that moment.'),
  until: { type: ['string', 'null'], format: 'date-time', description: 'When a held alert is due.' },
  recovery: word(['as-channel', 'off'], 'Whether its end is told.'),
  limits: { oneOf: [ref('PushLimits'), { type: 'null' }], description: 'How much of it is told; null: all.' },
  language: { oneOf: [LANGUAGE, { type: 'null' }], description: "Null: the channel's." },
};
const TERM_NAMES = Object.keys(TERMS);

/** Push settings and how they are explained. */
export const PUSH_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  PushSettings: object(
    {
      defaultChannel: text('Takes what no rule is for. Required where there are rules.'),
      rules: { type: 'array', items: ref('PushRule'), maxItems: MAX_RULES, description: 'Asked in this order.' },
      warnings: texts('What is odd about what was put; only in the answer to that.'),
    },
    [],
  ),
  PushRule: object(
    {
      name: text('Told apart from the others by it.'),
      enabled: YES_NO('Whether it is asked.', true),
      match: ref('PushMatch'),
      channels: CHANNELS,
      channelsByLevel: { ...BY_LEVEL, description: 'Instead of channels. The rule is for the levels named here only.' },
      recovery: { type: 'boolean', description: 'false: ends are recorded, not told. Absent: as the channel says.' },
      window: ref('PushWindow'),
      limits: ref('PushLimits'),
      language: LANGUAGE,
      continue: YES_NO('Whether the rules after it are asked too.', false),
    },
    ['name'],
  ),
  PushMatch: object({
    sources: PATTERNS('Exact, or with * and ?.'),
    names: PATTERNS('Exact, with * and ?, or /pattern/ (RE2, of the whole name).'),
    levels: { type: 'array', items: word(LEVELS), minItems: 1 },
    atLeast: word(LEVELS, 'This level or a worse one.'),
    targets: PATTERNS('Exact, or with * and ?.'),
    groups: PATTERNS("OCP's rule group (label alarm_group) or the group of the source; exact, or with * and ?."),
    labels: PATTERNS('Matchers as Alertmanager has them: name=value, !=, =~, !~. All have to match.'),
  }),
  PushWindow: object({
    days: { type: 'array', items: word(DAYS), minItems: 1, description: 'On which it begins; every day when absent.' },
    from: { type: 'string', pattern: TIME_OF_DAY, default: '00:00' },
    to: {
      type: 'string',
      pattern: `${TIME_OF_DAY}|^24:00$`,
      default: '24:00',
      description: 'Not after from: next day.',
    },
    timeZone: { ...text('IANA name.'), default: CHANNEL_DEFAULTS.message.timeZone },
    outside: { ...word(['drop', 'hold'], 'Recorded as suppressed, or due when it opens.'), default: 'hold' },
  }),
  PushLimits: LIMITS,
  PushExplanation: object(
    {
      channels: {
        type: 'array',
        items: object(
          {
            channel: text(),
            state: word(['enabled', 'disabled', 'missing'], 'In a disabled one it is recorded as suppressed.'),
            rule: { type: ['string', 'null'] },
            why: word(['rule', 'default-channel', 'no-settings']),
            ...TERMS,
          },
          ['channel', 'state', 'rule', 'why', ...TERM_NAMES],
        ),
      },
      rules: { type: 'array', items: ref('ExplainedRule') },
    },
    ['channels', 'rules'],
  ),
  ExplainedRule: object(
    {
      rule: text(),
      outcome: word(
        ['applies', 'not-asked', 'other', 'disabled'],
        'not-asked: it would fit, but a rule before it ended the search. other: a part does not fit.',
      ),
      channels: texts('What it names for this level.'),
      ...TERMS,
      parts: {
        type: 'array',
        items: object(
          {
            part: text('As in match; or channelsByLevel.'),
            fits: { type: 'boolean' },
            wanted: texts('What the rule asks for. Of labels only what does not match, at most ten.'),
            given: text('What the alert has.'),
          },
          ['part', 'fits', 'wanted'],
        ),
      },
    },
    ['rule', 'outcome', 'channels', ...TERM_NAMES, 'parts'],
  ),
};
