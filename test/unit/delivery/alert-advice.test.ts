import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '#shared/channels/channel.ts';
import { adviceForRecord } from '#shared/delivery/advice.ts';
import { adviceForAlert, adviceForDeath } from '#shared/delivery/alert-advice.ts';
import { ALERT_ADVICE_EN_US, ALERT_ADVICE_ZH_CN, ALERT_ADVICE_ZH_TW } from '#shared/delivery/alert-advice-texts.ts';
import { decideNextStep } from '#shared/delivery/next-step.ts';
import type { RejectedReason } from '#shared/delivery/outcome.ts';

/** Every reason a dead letter can have, as the ledger writes it. A new one does not compile here. */
const REJECTED: Readonly<Record<RejectedReason, true>> = {
  'too-long': true,
  'content-filter': true,
  clock: true,
  empty: true,
  format: true,
  'response-check': true,
  other: true,
};
const DEATHS = [
  ...Object.keys(REJECTED).flatMap((reason) => [`rejected: ${reason}`, `rejected: ${reason} (40008)`]),
  'too old: every robot failed',
  'too old: every robot failed (keyword)',
  'set aside: it could not be written',
  'something of another version',
];

describe.each(LANGUAGES)('advice on alerts in %s', (language) => {
  test.each(DEATHS)('for the death "%s" says why and how it is told after all', (reason) => {
    expect(adviceForDeath(reason, language)).toMatch(/^[^{}]{8,}[.。].*\/v1\/dead-letters\/\{id\}\/replay[.。]$/u);
  });

  test.each([
    ['channel-disabled'],
    ['channel-deleted'],
    ['masked-at-source-silenced'],
    ['masked-at-source-inhibited'],
    ['recovery-off'],
    ['silenced'],
    ['told-already'],
    ['something of another version'],
  ])('for what is suppressed as %s is a sentence', (reason) => {
    expect(adviceForAlert({ state: 'suppressed', reason }, language)).toMatch(/^[^{}]{8,}[.。]$/u);
  });

  test('is empty where there is nothing to do', () => {
    expect(adviceForAlert({ state: 'waiting', reason: '' }, language)).toBe('');
    expect(adviceForAlert({ state: 'delivered', reason: '' }, language)).toBe('');
  });

  test('on a record tells of a pause without a number it does not know', () => {
    for (const reason of ['robot-rate', 'flood-guard', 'platform-rate', 'concurrency']) {
      expect(adviceForRecord({ outcome: 'throttled', reason }, language)).not.toMatch(/[{}]|\d+ ?(?:s\b|秒)/);
    }
  });
});

test('a death names the reason its robots had', () => {
  expect(adviceForDeath('too old: every robot failed (keyword)', 'en_US')).toContain('one of the robot’s keywords');
  expect(adviceForDeath('rejected: format (40008)', 'en_US')).toContain('could not read the message');
});

test('the reasons are those that a message is buried for', () => {
  const step = decideNextStep(
    { kind: 'rejected', reason: 'response-check', errcode: 7 },
    { message: { id: 'm', kind: 'single', channel: 'c', attempt: 1 }, failures: 1, nowMs: 0, random: 0 },
  );

  expect(step).toEqual({ kind: 'bury', reason: 'rejected: response-check (7)', maybeShown: true });
  expect(adviceForDeath('rejected: response-check (7)', 'en_US')).toContain('“responseCheck”');
});

test('every language has its own words, and as many', () => {
  const sentences = (texts: object): string[] =>
    Object.values(texts).flatMap((text) => (typeof text === 'string' ? [text] : sentences(text)));
  const [english, simplified, traditional] = [ALERT_ADVICE_EN_US, ALERT_ADVICE_ZH_CN, ALERT_ADVICE_ZH_TW].map(
    sentences,
  );

  expect(new Set([english?.length, simplified?.length, traditional?.length]).size).toBe(1);
  expect(simplified?.filter((text) => traditional?.includes(text))).toEqual([]);
  for (const text of english ?? []) expect(text).toMatch(/^[A-Z].*\.$/);
  for (const text of [...(simplified ?? []), ...(traditional ?? [])]) expect(text).toMatch(/。$/);
});
