import { describe, expect, test } from 'vitest';
import { robotFor } from '#shared/robots/registry.ts';

const PRODUCTS = ['dingtalk', 'wecom'] as const;
const OK = '{"errcode":0,"errmsg":"ok"}';
const PAGE = '<!DOCTYPE html><html><body>502 Bad Gateway</body></html>';

describe.each(PRODUCTS)('an answer of %s', (product) => {
  const interpret = (status: number, body: string) => robotFor(product).interpret({ status, body });

  test.each([
    OK,
    `\r\n${OK}\n`,
    `\uFEFF${OK}`,
    '{"errcode":"0","errmsg":"ok"}',
    '{"errmsg":"ok","errcode":0.0,"x":1}',
    '{"errcode":0}',
  ])('%j is success', (body) => expect(interpret(200, body)).toMatchObject({ kind: 'delivered', errcode: 0 }));

  test('keeps the words of a success that warns', () => {
    expect(interpret(200, '{"errcode":0,"errmsg":"ok. Warning: wrong json format. "}')).toEqual({
      kind: 'delivered',
      errcode: 0,
      errmsg: 'ok. Warning: wrong json format.',
    });
  });

  test.each([
    '{"errcode":null}',
    '{"errcode":""}',
    '{"errcode":false}',
    '{"errcode":"00"}',
    '{"errcode":" 0"}',
    '{"errcode":"0x0"}',
    '{"errcode":"-0"}',
    '{"errcode":[0]}',
    '{"errcode":{}}',
    '{"errcode":1e400}',
    '{"errcode":0.5}',
    '{"ERRCODE":0}',
    '{"errmsg":"ok"}',
    '{"success":true}',
    '{}',
    '{"__proto__":{"errcode":0}}',
  ])('%s is no success: it may have been delivered or not', (body) => {
    expect(interpret(200, body)).toMatchObject({ kind: 'unknown', reason: 'no-errcode' });
  });

  test.each([
    [200, '', 'empty-answer'],
    [204, '', 'empty-answer'],
    [200, ' \r\n ', 'empty-answer'],
    [200, '{"errcode":0,"errm', 'unreadable-answer'],
    [200, 'ok', 'unreadable-answer'],
    [200, '0', 'unreadable-answer'],
    [200, 'null', 'unreadable-answer'],
    [200, '[0]', 'unreadable-answer'],
    [200, '\u0000\uFFFD', 'unreadable-answer'],
    [500, OK, 'contradictory-answer'],
    [302, OK, 'contradictory-answer'],
    [400, OK, 'contradictory-answer'],
  ])('%d %j leaves open whether it was delivered', (status, body, reason) => {
    expect(interpret(status, body)).toMatchObject({ kind: 'unknown', reason });
  });

  test.each([
    [200, PAGE, 'not-json'],
    [200, '\r\n<html>', 'not-json'],
    [403, PAGE, 'not-json'],
    [404, PAGE, 'not-json'],
    [301, '', 'not-json'],
    [302, PAGE, 'not-json'],
    [304, '', 'not-json'],
    [307, '{}', 'not-json'],
    [500, '', 'server-error'],
    [500, PAGE, 'server-error'],
    [502, 'Bad Gateway', 'server-error'],
    [503, '{"message":"Service Unavailable"}', 'server-error'],
    [504, '{"errcode":12345678,"errmsg":"upstream"}', 'server-error'],
    [408, '', 'server-error'],
    [407, '', 'proxy'],
  ])('%d %j was not given by the robot: try again', (status, body, reason) => {
    expect(interpret(status, body)).toMatchObject({ kind: 'unreachable', reason });
  });

  test.each([
    [400, 'Bad Request'],
    [404, ''],
    [413, '{"message":"too large"}'],
    [418, '{"errcode":12345678}'],
  ])('%d %j is a refusal', (status, body) => {
    expect(interpret(status, body)).toMatchObject({ kind: 'rejected', reason: 'other' });
  });

  test('429 is “too fast”, with the product’s own penalty', () => {
    const retryAfterMs = product === 'dingtalk' ? 600_000 : 60_000;

    expect(interpret(429, '')).toMatchObject({ kind: 'throttled', retryAfterMs });
  });

  test('without a code is told by its status and its first words', () => {
    expect(interpret(404, 'no such path')).toMatchObject({ errmsg: 'HTTP 404: no such path' });
    expect(interpret(404, '')).toMatchObject({ errmsg: 'HTTP 404' });
    expect(interpret(200, `<p>${'长'.repeat(9_000)}`).errmsg?.length).toBeLessThan(200);
  });

  test('never repeats addresses or tokens of its words', () => {
    const errmsg = 'bad https://h/send?access_token=fake-token from ip: 192.0.2.7';

    expect(interpret(200, JSON.stringify({ errcode: 1, errmsg })).errmsg).toBe(
      'bad https://h/send?access_token=*** from ip: ***',
    );
    expect(interpret(200, `<p>192.0.2.7 key=fake-key</p>`).errmsg).toBe('HTTP 200: <p>*** key=***</p>');
  });

  test('never repeats a secret it was sent, nor the half of one where its words are cut', () => {
    const token = 'OddToken+WithNoShape/AtAll';
    const secrets = [token];
    for (let before = 0; before < 600; before += 5) {
      const words = `${'. '.repeat(before / 2)}${token}`;
      const refused = { status: 200, body: JSON.stringify({ errcode: 1, errmsg: words }) };
      const page = { status: 500, body: words };
      for (const answer of [refused, page]) {
        expect(robotFor(product).interpret(answer, secrets).errmsg).not.toContain('OddT');
      }
    }
  });

  test('with words of another type is read by its code', () => {
    expect(interpret(200, '{"errcode":0,"errmsg":{"a":1}}')).toEqual({ kind: 'delivered', errcode: 0 });
  });
});
