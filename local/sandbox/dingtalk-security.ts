import { createHmac, timingSafeEqual } from 'node:crypto';
import { BlockList } from 'node:net';
import { DINGTALK } from './dingtalk-answers.ts';
import type { GroupSettings } from './group-spec.ts';
import type { JsonObject } from './json-reading.ts';
import type { Refusal, RobotCall } from './verdict.ts';

/** A signature is good for an hour either way (open.dingtalk.com, custom robot security settings). */
const SIGN_VALID_MS = 3_600_000;

function signatureMatches(given: string, timestamp: string, key: string): boolean {
  const expected = createHmac('sha256', key).update(`${timestamp}\n${key}`, 'utf8').digest();
  const actual = Buffer.from(given, 'base64');

  // Buffer.from forgives stray characters, so the text must be the canonical one as well.
  return actual.length === expected.length && timingSafeEqual(actual, expected) && actual.toString('base64') === given;
}

/** Judges `timestamp` and `sign` of the query; `nowMs` is the robot's own clock. */
export function checkSignature(query: RobotCall['query'], key: string, nowMs: number): Refusal | undefined {
  const { timestamp = '', sign = '' } = query;
  if (!signatureMatches(sign, timestamp, key)) return DINGTALK.sign;
  const fresh = /^\d{1,16}$/.test(timestamp) && Math.abs(nowMs - Number(timestamp)) <= SIGN_VALID_MS;

  return fresh ? undefined : DINGTALK.timestamp;
}

/** Whether an IPv4 address is in one of the ranges (`192.0.2.7` or `192.0.2.0/24`). IPv6 never is. */
export function ipAllowed(address: string, ranges: readonly string[]): boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    if (prefix === undefined) list.addAddress(network);
    else list.addSubnet(network, Number(prefix));
  }

  return list.check(address);
}

/** Every string a body holds, which is where keywords and filter words are looked for. */
export function allStrings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(allStrings);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(allStrings);

  return [];
}

/** IP, keyword and signature, in this order: a robot may have any of the three. */
export function checkSecurity(
  call: RobotCall,
  message: JsonObject,
  settings: GroupSettings,
  nowMs: number,
): Refusal | undefined {
  const { allowedIps, keywords, signingKey } = settings;
  if (allowedIps !== undefined && !ipAllowed(call.clientIp, allowedIps)) return DINGTALK.ip(call.clientIp);
  const words = allStrings(message);
  if (keywords.length > 0 && !keywords.some((keyword) => words.some((text) => text.includes(keyword)))) {
    return DINGTALK.keyword;
  }

  return signingKey === undefined ? undefined : checkSignature(call.query, signingKey, nowMs);
}
