import { completeSpec, type GroupSettings, type GroupSpec } from '#local/sandbox/group-spec.ts';
import type { RobotCall, RobotState } from '#local/sandbox/verdict.ts';

/** Noon of an ordinary day, ms since the epoch. */
export const NOON_MS = Date.parse('2026-11-21T12:00:00+08:00');

/** A robot nothing is wrong with and that was sent nothing before. */
export const FRESH: RobotState = {
  condition: 'well',
  inMinute: 1,
  perMinute: 20,
  mutedUntilMs: 0,
  inFlight: 1,
  monthCount: 0,
  clockOffsetMs: 0,
  deliveredAt: () => undefined,
};

/** A POST of a JSON value, or of raw text. */
export function callWith(body: unknown, change: Partial<RobotCall> = {}): RobotCall {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));

  return {
    method: 'POST',
    query: {},
    contentType: 'application/json; charset=utf-8',
    body: bytes,
    bodyBytes: bytes.length,
    clientIp: '192.0.2.7',
    ...change,
  };
}

/** Settings of a DingTalk robot without any security setting. */
export function dingtalk(change: Partial<GroupSpec> = {}): GroupSettings {
  return completeSpec({ product: 'dingtalk', name: 'dba', token: 'fake-token', ...change });
}

/** Settings of a WeCom robot. */
export function wecom(change: Partial<GroupSpec> = {}): GroupSettings {
  return completeSpec({ product: 'wecom', name: 'ops', token: 'fake-key', ...change });
}
