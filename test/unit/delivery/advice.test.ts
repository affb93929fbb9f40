import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/channels/channel.ts';
import { adviceFor } from '#shared/delivery/advice.ts';
import { EN_US } from '#shared/delivery/advice-en-us.ts';
import { ZH_CN } from '#shared/delivery/advice-zh-cn.ts';
import { ZH_TW } from '#shared/delivery/advice-zh-tw.ts';
import type { Outcome } from '#shared/delivery/outcome.ts';

const OUTCOMES: readonly Outcome[] = [
  { kind: 'delivered' },
  { kind: 'throttled', reason: 'robot-rate', retryAfterMs: 600_000 },
  { kind: 'throttled', reason: 'something new', retryAfterMs: 1 },
  { kind: 'misconfigured', reason: 'keyword' },
  { kind: 'rejected', reason: 'too-long' },
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

test('every sentence ends as one, and every language has its own', () => {
  const sentences = (texts: object): string[] =>
    Object.values(texts).flatMap((text) => (typeof text === 'string' ? [text] : sentences(text)));
  const [english, simplified, traditional] = [sentences(EN_US), sentences(ZH_CN), sentences(ZH_TW)];

  for (const text of english) expect(text).toMatch(/^[A-Z].*\.$/);
  for (const text of [...simplified, ...traditional]) expect(text).toMatch(/。$/);
  expect(new Set([english.length, simplified.length, traditional.length]).size).toBe(1);
  expect(simplified.filter((text) => traditional.includes(text))).toEqual([]);
});
