import * as z from 'zod/mini';
import { DAYS } from '#shared/routing/push-settings.ts';
import type { Session } from '../session.ts';
import { plainText } from './plain-text.ts';
import type { Column, Tone } from './table.ts';

const TEXTS = z.array(z.string());

const LIMITS = z.object({
  perHour: z.optional(z.number()),
  perDay: z.optional(z.number()),
  over: z._default(z.string(), 'hold'),
});

/** Push settings as far as a table shows them. */
export const PUSH_SETTINGS = z.object({
  defaultChannel: z.optional(z.string()),
  rules: z._default(
    z.array(
      z.object({
        name: z.string(),
        enabled: z._default(z.boolean(), true),
        match: z._default(z.record(z.string(), z.union([z.string(), TEXTS])), {}),
        channels: z._default(TEXTS, []),
        channelsByLevel: z._default(z.record(z.string(), TEXTS), {}),
        window: z.optional(
          z.object({
            days: z._default(TEXTS, []),
            from: z._default(z.string(), '00:00'),
            to: z._default(z.string(), '24:00'),
            timeZone: z._default(z.string(), 'Asia/Shanghai'),
            outside: z._default(z.string(), 'hold'),
          }),
        ),
        limits: z.optional(LIMITS),
        language: z.optional(z.string()),
        continue: z._default(z.boolean(), false),
      }),
    ),
    [],
  ),
});

type Rule = z.infer<typeof PUSH_SETTINGS>['rules'][number];

interface TellingTerms {
  readonly limits?: z.infer<typeof LIMITS> | null | undefined;
  readonly language?: string | null | undefined;
}

const RULE_COLUMNS: readonly Column<Rule>[] = [
  { title: 'RULE', of: ({ name }) => name, mayShrink: true, tone: ({ enabled }) => (enabled ? undefined : 'quiet') },
  { title: 'MATCHES', of: ({ match }) => matchOf(match), mayShrink: true },
  { title: 'CHANNELS', of: channelsOf, mayShrink: true },
  { title: 'WINDOW', of: windowOf },
  { title: 'TELLS', of: tellsOf },
  { title: 'THEN', of: (rule) => (rule.enabled ? (rule.continue ? 'goes on' : 'stops') : 'is off') },
];

function windowOf({ window }: Rule): string {
  if (window === undefined) return '';
  const { days, from, to, timeZone, outside } = window;
  const everyDay = days.length === 0 || days.length === DAYS.length;
  return [...(everyDay ? [] : [days.join(',')]), `${from}-${to}`, timeZone, `else ${outside}`].join(' ');
}

/** How much a rule tells, and in which language. */
function tellsOf({ limits, language }: TellingTerms): string {
  const { perHour, perDay, over } = limits ?? {};
  const caps = [perHour === undefined ? '' : `${perHour}/hour`, perDay === undefined ? '' : `${perDay}/day`];
  const much = caps.filter((cap) => cap !== '').join(', ');

  return [much === '' ? '' : `${much} else ${over}`, language ?? ''].filter((part) => part !== '').join('; ');
}

function matchOf(match: Rule['match']): string {
  const parts = Object.entries(match).map(([part, wanted]) => `${part}: ${[wanted].flat().join(', ')}`);
  return parts.length === 0 ? 'everything' : parts.join('; ');
}

function channelsOf({ channels, channelsByLevel }: Rule): string {
  const byLevel = Object.entries(channelsByLevel).map(([level, names]) => `${level}: ${names.join(', ')}`);
  return [...channels, ...byLevel].join('; ');
}

/** The rules in their order, and what happens to the rest. */
export function showRules({ defaultChannel, rules }: z.infer<typeof PUSH_SETTINGS>, { table }: Session): string {
  const rest = plainText(defaultChannel ?? '');
  if (rules.length === 0)
    return rest === '' ? 'no push settings: every enabled channel gets everything' : `everything goes to ${rest}`;

  return `${table(RULE_COLUMNS, rules)}\n\nwhat no rule is for goes to ${rest}`;
}

const TERMS = {
  ...{ window: z.string(), until: z.nullable(z.string()), recovery: z.string() },
  // A relay of an earlier version has neither.
  ...{ limits: z.optional(z.nullable(LIMITS)), language: z.optional(z.nullable(z.string())) },
};

/** Where an alert would go, and why. */
export const EXPLANATION = z.object({
  channels: z.array(
    z.object({ channel: z.string(), state: z.string(), rule: z.nullable(z.string()), why: z.string(), ...TERMS }),
  ),
  rules: z.array(
    z.object({
      rule: z.string(),
      outcome: z.string(),
      channels: TEXTS,
      parts: z.array(z.object({ part: z.string(), fits: z.boolean(), wanted: TEXTS, given: z.optional(z.string()) })),
    }),
  ),
});

type Explanation = z.infer<typeof EXPLANATION>;

const WHY: Readonly<Record<string, string>> = {
  'default-channel': 'no rule is for it',
  'no-settings': 'there are no push settings',
};

/** The channels first, then every rule with the parts of it that do not fit. */
export function showExplanation({ channels, rules }: Explanation, { table, moment }: Session): string {
  const places = table<Explanation['channels'][number]>(
    [
      { title: 'CHANNEL', of: ({ channel }) => channel, mayShrink: true },
      { title: 'STATE', of: ({ state }) => state, tone: ({ state }) => (state === 'enabled' ? undefined : 'odd') },
      { title: 'WINDOW', of: ({ window, until }) => (until === null ? window : `${window} until ${moment(until)}`) },
      { title: 'TELLS', of: tellsOf },
      {
        title: 'BECAUSE',
        of: ({ rule, why }) => (rule === null ? (WHY[why] ?? why) : `rule ${rule}`),
        mayShrink: true,
      },
    ],
    channels,
  );
  const asked = table<Explanation['rules'][number]>(
    [
      { title: 'RULE', of: ({ rule }) => rule, mayShrink: true },
      { title: 'OUTCOME', of: ({ outcome }) => outcome, tone: ({ outcome }) => toneOfRule(outcome) },
      { title: 'CHANNELS', of: (rule) => rule.channels.join(', '), mayShrink: true },
      { title: 'DOES NOT FIT', of: misfits, mayShrink: true },
    ],
    rules,
  );

  return [channels.length === 0 ? 'it would go nowhere' : places, ...(rules.length === 0 ? [] : ['', asked])].join(
    '\n',
  );
}

function toneOfRule(outcome: string): Tone | undefined {
  return outcome === 'applies' ? 'good' : 'quiet';
}

function misfits({ parts }: Explanation['rules'][number]): string {
  const misfitting = parts.filter(({ fits }) => !fits);
  return misfitting
    .map(({ part, wanted, given }) => `${part}: ${wanted.join(', ')}${given === undefined ? '' : `, not ${given}`}`)
    .join('; ');
}
