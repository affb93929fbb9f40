import { describe, expect, test } from 'vitest';
import type { ResponseCheck } from '#shared/channels/channel.ts';
import { checkResponse, patternProblem } from '#shared/delivery/response-check.ts';

const PASS = { kind: 'pass' };
const answer = (body: string, status = 200) => ({ status, body });

describe('an answer passes', () => {
  test.each<[string, ResponseCheck, string]>([
    ['no check', {}, 'anything'],
    ['an empty one', { json: {}, regex: '' }, 'anything'],
    ['a subset', { json: { errcode: 0 } }, '\r\n{"errcode":0,"errmsg":"ok"}'],
    ['a nested subset', { json: { data: { state: { ok: true } } } }, '{"data":{"state":{"ok":true,"x":1},"y":2}}'],
    ['equal lists', { json: { a: [1, { b: 2 }] } }, '{"a":[1,{"b":2,"c":3}]}'],
    ['null', { json: { a: null } }, '{"a":null}'],
    ['a number told as text', { json: { errcode: 0 } }, '{"errcode":"0"}'],
    ['a text told as number', { json: { errcode: '0' } }, '{"errcode":0}'],
    ['a full match', { regex: '\\{.*"errcode":0.*\\}' }, ' {"errcode":0,\n"errmsg":"ok"}\n'],
    ['plain text', { regex: 'success' }, 'success'],
    ['all three', { status: 200, json: { a: 1 }, regex: '.*' }, '{"a":1}'],
  ])('%s', (_, check, body) => expect(checkResponse(check, answer(body))).toEqual(PASS));
});

describe('an answer does not pass', () => {
  test.each<[string, ResponseCheck, string, string]>([
    ['a missing key', { json: { errmsg: 'ok' } }, '{"errcode":0}', 'errmsg is not as responseCheck.json asks for'],
    ['another value', { json: { a: { b: 1 } } }, '{"a":{"b":2}}', 'a.b is not as responseCheck.json asks for'],
    ['an inherited key', { json: { constructor: {} } }, '{}', 'constructor is not as responseCheck.json asks for'],
    ['a shorter list', { json: { a: [1, 2] } }, '{"a":[1]}', 'a is not as responseCheck.json asks for'],
    [
      'another list',
      { json: { a: [1, { b: 2 }] } },
      '{"a":[1,{"b":3}]}',
      'a[1].b is not as responseCheck.json asks for',
    ],
    ['a value for an object', { json: { a: { b: 1 } } }, '{"a":1}', 'a is not as responseCheck.json asks for'],
    ['no object at all', { json: { a: 1 } }, '[1]', 'the body is not as responseCheck.json asks for'],
    ['true for 1', { json: { a: 1 } }, '{"a":true}', 'a is not as responseCheck.json asks for'],
    ['no JSON', { json: { a: 1 } }, 'ok', 'the body is not JSON'],
    ['half a match', { regex: 'succ' }, 'success', 'the body does not match responseCheck.regex'],
    ['half an alternative', { regex: 'a|b' }, 'ax', 'the body does not match responseCheck.regex'],
    ['a pattern that breaks out of its group', { regex: 'a)|(b' }, 'a', 'the pattern is not a regular expression'],
    ['a broken pattern', { regex: '(' }, 'a', 'the pattern is not a regular expression'],
    ['an endless body', { regex: '.*' }, 'x'.repeat(20_000), 'the body is too long for the pattern'],
  ])('%s', (_, check, body, reason) => {
    expect(checkResponse(check, answer(body))).toEqual({ kind: 'mismatch', reason });
  });

  test('another status', () => {
    expect(checkResponse({ status: 200 }, answer('', 201))).toEqual({
      kind: 'mismatch',
      reason: 'the HTTP status is 201, not 200',
    });
  });

  test('a pattern that would take for ever is given up', () => {
    const started = performance.now();
    const verdict = checkResponse({ regex: '(a+)+b' }, answer('a'.repeat(5_000)));

    expect(verdict).toEqual({ kind: 'mismatch', reason: 'the pattern in responseCheck.regex takes too long' });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

test.each([
  ['success.*', undefined],
  ['[', 'the pattern is not a regular expression'],
  ['a'.repeat(501), 'the pattern is longer than 500 characters'],
])('the pattern %j is judged before it is used', (pattern, problem) => expect(patternProblem(pattern)).toBe(problem));
