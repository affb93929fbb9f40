import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSignature, ipAllowed } from '#local/sandbox/dingtalk-security.ts';
import { NOON_MS } from './calls.ts';

const KEY = 'SECfake-signing-key';

function signed(timestampMs: number, key = KEY): Record<string, string> {
  const timestamp = String(timestampMs);

  return { timestamp, sign: createHmac('sha256', key).update(`${timestamp}\n${key}`).digest('base64') };
}

describe('a DingTalk signature', () => {
  it.each([
    ['1577262236757', 'this is secret', 'hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM='],
    ['1577262236757', 'this is a secret', 'DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA='],
    ['1758441600000', 'SECtest123', 'CYcks696Eq6VagJ67On9CyD8ErvqpqHNuYpojMyq+Mc='],
    ['1700000000000', 'SEC密钥测试', 'efYgCPKVvKSVhe1tGlKwjkJbWIAO0GM7Nc1PWOnGvM4='],
  ])('matches the published one of %s with "%s"', (timestamp, key, sign) => {
    expect(checkSignature({ timestamp, sign }, key, Number(timestamp))).toBeUndefined();
  });

  it.each([
    ['an hour old', -3_600_000, undefined],
    ['an hour ahead', 3_600_000, undefined],
    ['a millisecond more than an hour old', -3_600_001, '签名过期'],
    ['a millisecond more than an hour ahead', 3_600_001, '签名过期'],
  ])('%s is judged by the hour', (_, offsetMs, words) => {
    const refusal = checkSignature(signed(NOON_MS + offsetMs), KEY, NOON_MS);
    if (words === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toMatchObject({ errcode: 310000, errmsg: expect.stringContaining(words) });
  });

  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['another key', signed(NOON_MS, 'SECother')],
    ['a sign encoded twice', { ...signed(NOON_MS), sign: encodeURIComponent(signed(NOON_MS)['sign'] ?? '') }],
    [
      'a plus sign that became a space',
      { timestamp: '1577262236757', sign: 'hmPWwU 7lVdm3ZZz0r9tSfx0L4Q26jWOZr9 Gs6EZQM=' },
    ],
    ['a timestamp of another moment', { ...signed(NOON_MS), timestamp: String(NOON_MS + 1) }],
  ])('does not match %s', (_, query) => {
    expect(checkSignature(query, KEY, NOON_MS)).toMatchObject({ errmsg: expect.stringContaining('签名不匹配') });
  });

  it('is refused whatever is put in its place', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (sign) => checkSignature({ timestamp: String(NOON_MS), sign }, KEY, NOON_MS) !== undefined,
      ),
    );
  });
});

describe('the address allowlist', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7'], true],
    ['192.0.2.7', ['198.51.100.0/24', '192.0.2.0/29'], true],
    ['192.0.2.8', ['192.0.2.0/29'], false],
    ['::1', ['192.0.2.0/24'], false],
  ])('finds %s in %j: %s', (address, ranges, expected) => {
    expect(ipAllowed(address, ranges)).toBe(expected);
  });
});
