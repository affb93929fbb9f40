import { runInNewContext } from 'node:vm';
import type { ResponseCheck } from '../channels/channel.ts';
import type { RobotResponse } from '../robots/robot.ts';

/** Whether an answer also looks as the channel asks for. */
export type ResponseVerdict = { readonly kind: 'pass' } | { readonly kind: 'mismatch'; readonly reason: string };

/** Longest pattern taken, in characters. */
const MAX_PATTERN = 500;
/** Longest body matched against a pattern, in characters; robots answer with some hundred. */
const MAX_MATCHED = 16_384;
/** Time a pattern may take, ms. An honest one takes microseconds. */
const MATCH_TIMEOUT_MS = 100;

const PASS: ResponseVerdict = { kind: 'pass' };

/**
 * Compares an answer with a channel's own check. It runs after the built-in
 * verdict `delivered` and can only take that back, never grant it.
 */
export function checkResponse(check: ResponseCheck, response: RobotResponse): ResponseVerdict {
  const body = response.body.trim();

  return (
    statusMismatch(check.status, response.status) ??
    jsonMismatch(check.json, body) ??
    regexMismatch(check.regex, body) ??
    PASS
  );
}

/** What is wrong with a pattern, for the one who sets it; undefined when it can be used. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  try {
    new RegExp(pattern, 's');
    return undefined;
  } catch {
    return 'the pattern is not a regular expression';
  }
}

function statusMismatch(expected: number | undefined, actual: number): ResponseVerdict | undefined {
  if (expected === undefined || expected === actual) return undefined;

  return mismatch(`the HTTP status is ${actual}, not ${expected}`);
}

function jsonMismatch(expected: ResponseCheck['json'], body: string): ResponseVerdict | undefined {
  if (expected === undefined || Object.keys(expected).length === 0) return undefined;

  let actual: unknown;
  try {
    actual = JSON.parse(body);
  } catch {
    return mismatch('the body is not JSON');
  }
  const path = firstDifference(expected, actual, '');

  return path === undefined ? undefined : mismatch(`${path || 'the body'} is not as responseCheck.json asks for`);
}

/** The path of the first expected value that is missing or another; only the path is told, values may be secret. */
function firstDifference(expected: unknown, actual: unknown, path: string): string | undefined {
  if (Array.isArray(expected)) return arrayDifference(expected, actual, path);
  if (!isRecord(expected)) return sameScalar(expected, actual) ? undefined : path;
  if (!isRecord(actual)) return path;

  for (const [key, value] of Object.entries(expected)) {
    const inner = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(actual, key)) return inner;
    const difference = firstDifference(value, actual[key], inner);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function arrayDifference(expected: readonly unknown[], actual: unknown, path: string): string | undefined {
  if (!Array.isArray(actual) || actual.length !== expected.length) return path;

  for (const [index, value] of expected.entries()) {
    const difference = firstDifference(value, actual[index], `${path}[${index}]`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** DingTalk's own documentation shows `errcode` as the string "0": a number and its decimal text are the same. */
function sameScalar(expected: unknown, actual: unknown): boolean {
  if (expected === actual) return true;
  const pair = [typeof expected, typeof actual].sort().join();

  return pair === 'number,string' && String(expected) === String(actual);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Full match, `.` includes newlines.
 *
 * A pattern can take exponential time, and no check of its text tells reliably
 * which ones do. So it runs where the engine can interrupt it: in a context of
 * its own with a time limit (2 ms more than a plain match, once a message).
 */
function regexMismatch(pattern: string | undefined, body: string): ResponseVerdict | undefined {
  if (pattern === undefined || pattern === '') return undefined;
  const problem = patternProblem(pattern);
  if (problem !== undefined) return mismatch(problem);
  if (body.length > MAX_MATCHED) return mismatch('the body is too long for the pattern');

  try {
    const whole = `^(?:${pattern})$`;
    const matches: unknown = runInNewContext(
      'new RegExp(whole, "s").test(body)',
      { whole, body },
      { timeout: MATCH_TIMEOUT_MS },
    );
    return matches === true ? undefined : mismatch('the body does not match responseCheck.regex');
  } catch {
    // Only the time limit gets here, the pattern having been compiled before.
    return mismatch('the pattern in responseCheck.regex takes too long');
  }
}

function mismatch(reason: string): ResponseVerdict {
  return { kind: 'mismatch', reason };
}
