import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeSignature, keysIn } from '#shared/receiving/signature/judge-signature.ts';
import type { SignatureRule } from '#shared/receiving/signature/signature-rule.ts';

const NOW_MS = Date.parse('2026-11-21T02:00:00Z');
const SECONDS = String(NOW_MS / 1_000);
const BODY_ALONE: SignatureRule = {
  source: 'grafana-prod',
  key: { kind: 'secret', name: 'senders/grafana-prod' },
  header: 'X-Grafana-Alerting-Signature',
  maxAgeSeconds: 300,
};
const WITH_TIME: SignatureRule = { ...BODY_ALONE, timestampHeader: 'X-Grafana-Alerting-Timestamp' };

const bytes = (text: string) => new TextEncoder().encode(text);
const sign = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex');

function judge(rule: SignatureRule, headers: Record<string, string>, body = '{}', keys = ['fake-key']) {
  const verdict = judgeSignature({ headers: new Headers(headers), body: bytes(body), nowMs: NOW_MS }, rule, keys);
  return verdict.kind === 'right' ? 'right' : verdict.reason;
}

test('the published vector of HMAC-SHA256 (RFC 4231, test case 2) fits, in any case of its digits', () => {
  const hex = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  for (const shown of [hex, hex.toUpperCase(), ` ${hex} `]) {
    expect(judge(BODY_ALONE, { [BODY_ALONE.header]: shown }, 'what do ya want for nothing?', ['Jefe'])).toBe('right');
  }
});

describe('with a timestamp header, the seconds, a colon and the body are signed', () => {
  const headers = (seconds: string, signature = sign('fake-key', `${seconds}:{}`)) => ({
    'x-grafana-alerting-signature': signature,
    'x-grafana-alerting-timestamp': seconds,
  });

  test.each([
    [headers(SECONDS), 'right'],
    [headers(String(Number(SECONDS) - 300)), 'right'],
    [headers(String(Number(SECONDS) + 300)), 'right'],
    [headers(String(Number(SECONDS) - 301)), 'out-of-time'],
    [headers(String(Number(SECONDS) + 301)), 'out-of-time'],
    [headers(SECONDS, sign('fake-key', '{}')), 'wrong-signature'],
    [{ ...headers(SECONDS), 'x-grafana-alerting-timestamp': String(Number(SECONDS) - 1) }, 'wrong-signature'],
    [headers('yesterday'), 'unreadable-timestamp'],
    [headers(`${SECONDS}.5`), 'unreadable-timestamp'],
    [{ 'x-grafana-alerting-signature': sign('fake-key', '{}') }, 'no-timestamp'],
  ])('%j is %s', (shown, verdict) => {
    expect(judge(WITH_TIME, shown)).toBe(verdict);
  });
});

test.each([
  ['', 'no-signature'],
  ['sha256=abc', 'unreadable-signature'],
  [sign('fake-key', '{}').slice(1), 'unreadable-signature'],
  [`${sign('fake-key', '{}')}, ${sign('fake-key', '{}')}`, 'unreadable-signature'],
  [sign('fake-key', '{ }'), 'wrong-signature'],
  [sign('other-key', '{}'), 'wrong-signature'],
])('the signature "%s" is refused: %s', (shown, verdict) => {
  expect(judge(BODY_ALONE, { [BODY_ALONE.header]: shown })).toBe(verdict);
});

test('without a key nothing fits', () => {
  expect(judge(BODY_ALONE, { [BODY_ALONE.header]: sign('', '{}') }, '{}', [])).toBe('wrong-signature');
});

test.each([
  ['a-key', ['a-key']],
  [' a-key\n', ['a-key']],
  ['["new","old"]', ['new', 'old']],
  ['["new",""]', ['new']],
  ['[a-key', ['[a-key']],
  ['["a",1]', ['["a",1]']],
  ['', []],
  ['[]', []],
])('the secret %j holds the keys %j', (secret, keys) => {
  expect(keysIn(secret)).toEqual(keys);
});

test('whatever the body, its own signature fits by any of the keys, and not after one byte was changed', () => {
  const body = fc.uint8Array({ minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(body, fc.string({ minLength: 1 }), fc.nat(), fc.boolean(), (content, key, at, isFirst) => {
      const signature = createHmac('sha256', key).update(content).digest('hex');
      const headers = new Headers({ [BODY_ALONE.header]: signature });
      const keys = isFirst ? [key, `${key}x`] : [`${key}x`, key];
      const judged = (bytesOf: Uint8Array) =>
        judgeSignature({ headers, body: bytesOf, nowMs: NOW_MS }, BODY_ALONE, keys).kind;
      const changed = content.with(at % content.length, (content[at % content.length] ?? 0) ^ 1);

      expect(judged(content)).toBe('right');
      expect(judged(changed)).toBe('refused');
    }),
  );
});
