import fc from 'fast-check';
import { anyBody, nastyText, vendorBody } from '#test/builders/any-body.ts';
import type { Random } from '#test/simulation/random.ts';

/** Times that no clock shows, and some that one does. */
const TIMES = [
  '0001-01-01T00:00:00Z',
  '0000-01-01T00:00:00+23:59',
  '1969-12-31T23:59:59Z',
  '2026-11-21T00:00:00Z',
  '2026-11-21T08:00:00.123456789+08:00',
  '2026-12-31T23:59:60Z',
  '2026-02-30T00:00:00Z',
  '2099-11-21T00:00:00Z',
  '9999-12-31T23:59:59Z',
  4_102_444_800,
  '9999-12-31T23:59:59-23:59',
  '+275760-09-13T00:00:00Z',
  '2026.11.21 00:00:00',
  1_795_219_200,
  1_795_219_200_000,
  253_402_300_799_999,
  8.64e15,
  -1,
  Number.MAX_VALUE,
];

/** Words that mean something to some sender. */
const WORDS = [
  ...[
    'firing',
    'resolved',
    'OK',
    'ALARM',
    'INSUFFICIENT_DATA',
    'alerting',
    'ok',
    'no_data',
    '告警中',
    '已消除',
    '0',
    '1',
  ],
  ...[
    'critical',
    'down',
    'info',
    '严重',
    '停服',
    'silenced',
    'inhibited',
    '__proto__',
    'constructor',
    'text',
    'markdown',
  ],
  ...[
    'tocsin',
    'tocsin-canary',
    '@all',
    '<@all>',
    '[x](https://example.com/)',
    '**x**\n# y',
    'https://example.com/?a=b',
  ],
];

const SPECIAL = [
  null,
  true,
  false,
  {},
  [],
  '',
  ' ',
  0,
  -0,
  1e308,
  '\ud800',
  '\u0000\u001b[31m',
  '\u202e\u200b',
  '\r\n',
];

/** Any value: of any type, huge, deep, odd, with control characters and halves of characters in it. */
const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue() },
  { weight: 4, arbitrary: nastyText },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 300 }) },
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...TIMES) },
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...WORDS) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...SPECIAL) },
);

const anyLine = fc.oneof(
  nastyText,
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(...WORDS, ...TIMES.map(String)),
);

const anyText = fc.oneof(anyBody, vendorBody);

/** A value for somewhere in a body; now and then one of the secrets, alone or inside of a text. */
export function drawValue(random: Random, secrets: readonly string[]): unknown {
  if (random.chance(0.12)) return withSecret(random, secrets);
  if (random.chance(0.02)) return '错'.repeat(random.between(1_000, 9_000));
  if (random.chance(0.02)) return nested(random.between(50, 600));

  return sampled(anyValue, random);
}

/** A time near and far. */
export function drawTime(random: Random): string {
  const minutes = random.between(-600, 600);
  return random.chance(0.5)
    ? new Date(Date.UTC(2026, 10, 21) + minutes * 60_000).toISOString()
    : String(TIMES[random.between(0, TIMES.length - 1)]);
}

/** A text for somewhere in a body; now and then with a secret. */
export function drawLine(random: Random, secrets: readonly string[]): string {
  if (random.chance(0.2)) return withSecret(random, secrets);
  if (random.chance(0.02)) return random.pick(['错', 'x ', '<@a>', '\n', '![](x)']).repeat(random.between(500, 6_000));

  return sampled(anyLine, random);
}

/** A whole body that is no sender's in particular. */
export function drawText(random: Random): string {
  if (random.chance(0.03)) return deepText(random, random.between(100, 20_000));
  return sampled(anyText, random);
}

/** One of the secrets, alone or as people leave them lying about. */
export function withSecret(random: Random, secrets: readonly string[]): string {
  const secret = secrets[random.between(0, secrets.length - 1)] ?? '';
  return random.pick([
    secret,
    `access_token=${secret}`,
    `https://oapi.dingtalk.com/robot/send?access_token=${secret}`,
    `curl -H "Authorization: Bearer ${secret}" failed: 告警`,
  ]);
}

/** Deeper than a value may be that has to be walked through. */
function deepText(random: Random, depth: number): string {
  const [open, close] = random.pick(BRACKETS);
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

const BRACKETS: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['[', ']'],
  ['{"message":', '}'],
  ['{"alerts":[', ']}'],
  ['{"labels":{"a":', '}}'],
];

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let at = 0; at < depth; at++) value = at % 2 === 0 ? [value] : { a: value };
  return value;
}

function sampled<T>(arbitrary: fc.Arbitrary<T>, random: Random): T {
  const [value] = fc.sample(arbitrary, { seed: random.between(0, 0x7fffffff), numRuns: 1 });
  return value as T;
}
