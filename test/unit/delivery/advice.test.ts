import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/channels/channel.ts';
import { adviceFor, adviceForRecord } from '#shared/delivery/advice.ts';
import { EN_US } from '#shared/delivery/advice-en-us.ts';
import { ZH_CN } from '#shared/delivery/advice-zh-cn.ts';
import { ZH_TW } from '#shared/delivery/advice-zh-tw.ts';
import type { Outcome } from '#shared/delivery/outcome.ts';
import { reasonOf } from '#shared/delivery/record-rows.ts';

const OUTCOMES: readonly Outcome[] = [
  { kind: 'delivered' },
  { kind: 'throttled', reason: 'robot-rate', retryAfterMs: 600_000 },
  { kind: 'throttled', reason: 'something new', retryAfterMs: 1 },
  { kind: 'misconfigured', reason: 'keyword' },
  { kind: 'rejected', reason: 'too-long' },
  { kind: 'rejected', reason: 'clock' },
  { kind: 'rejected', reason: 'clock', skewMs: -10_920_000 },
  { kind: 'rejected', reason: 'clock', skewMs: 7_200_000 },
  { kind: 'unreachable', reason: 'dns' },
  { kind: 'unknown', reason: 'empty-answer' },
  { kind: 'unknown', reason: 'something new' },
];

describe.each(LANGUAGES)('advice in %s', (language) => {
  test.each(OUTCOMES)('for %j is a sentence without gaps', (outcome) => {
    expect(adviceFor(outcome, language)).toMatch(/^[^{}]{5,}[.。]$/u);
  });

  test('tells the pause in whole seconds', () => {
    expect(adviceFor({ kind: 'throttled', reason: 'concurrency', retryAfterMs: 2_500 }, language)).toContain('3');
  });
});

test.each([
  ['zh_CN', '本机时钟比机器人的慢 3 小时 2 分。机器人认为'],
  ['zh_TW', '本機時鐘比機器人的慢 3 小時 2 分。機器人認為'],
  ['en_US', 'Our clock is 3 h 2 min behind the robot’s. The robot found'],
] as const)('a refused time comes with how far our clock is off, in %s', (language, beginning) => {
  const advice = adviceFor({ kind: 'rejected', reason: 'clock', skewMs: -10_920_000 }, language);

  expect(advice.startsWith(beginning), advice).toBe(true);
});

test('a record gets the same advice as the outcome it was made of; what it holds no word for, its kind’s own', () => {
  for (const outcome of OUTCOMES) {
    if (outcome.kind === 'throttled' || ('skewMs' in outcome && outcome.skewMs !== undefined)) continue;
    const record = { outcome: outcome.kind, reason: reasonOf(outcome) };
    expect(adviceForRecord(record, 'en_US')).toBe(adviceFor(outcome, 'en_US'));
  }
  for (const kind of ['misconfigured', 'rejected', 'unreachable', 'unknown', 'throttled', 'delivered'] as const) {
    expect(adviceForRecord({ outcome: kind, reason: 'of another version' }, 'en_US')).toMatch(/^[A-Z].*\.$/);
  }
});

test('every sentence ends as one, and every language has its own', () => {
  const sentences = (texts: object): string[] =>
    Object.values(texts).flatMap((text) => (typeof text === 'string' ? [text] : sentences(text)));
  const [english, simplified, traditional] = [sentences(EN_US), sentences(ZH_CN), sentences(ZH_TW)];

  for (const text of english) expect(text).toMatch(/^[A-Z].*\.$/);
  for (const text of [...simplified, ...traditional]) expect(text).toMatch(/。$/);
  expect(new Set([english.length, simplified.length, traditional.length]).size).toBe(1);
  expect(simplified.filter((text) => traditional.includes(text))).toEqual([]);
});
