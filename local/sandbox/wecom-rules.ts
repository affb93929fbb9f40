import type { GroupSettings } from './group-spec.ts';
import { readJsonObject } from './json-reading.ts';
import type { ChatContent, Condition, Refusal, RobotCall, RobotState, Verdict } from './verdict.ts';
import { wecomRefusal, wecomTooLong } from './wecom-answers.ts';
import { readWecomBody } from './wecom-body.ts';
import { decideRate } from './window.ts';

/** `markdown.content` and `markdown_v2.content` in UTF-8 bytes (developer.work.weixin.qq.com 91770). */
export const WECOM_MARKDOWN_MAX_BYTES = 4_096;

/** The answer to a missing or unknown key, or a robot taken out of its group. */
export function wecomBadKey(clientIp: string, why: string): Refusal {
  return wecomRefusal(93000, 'invalid webhook url', clientIp, why);
}

function checkCondition(condition: Condition, ip: string): Refusal | undefined {
  switch (condition) {
    case 'well':
      return undefined;
    case 'token-gone':
      return wecomBadKey(ip, 'no robot has this key');
    case 'robot-removed':
      return wecomBadKey(ip, 'the robot was removed from the group');
    case 'disabled':
      return wecomRefusal(93004, 'robot is stopped', ip, 'the robot is stopped');
    case 'group-dissolved':
      return wecomRefusal(93008, 'robot not in group', ip, 'the group was dissolved');
    default:
      return condition satisfies never;
  }
}

function checkLength(content: ChatContent, settings: GroupSettings, ip: string): Refusal | undefined {
  const bytes = Buffer.byteLength(content.text);
  switch (content.msgtype) {
    case 'text':
      return bytes > settings.textMaxBytes ? wecomTooLong('text.content', settings.textMaxBytes, ip) : undefined;
    case 'markdown':
    case 'markdown_v2':
      return bytes > WECOM_MARKDOWN_MAX_BYTES
        ? wecomTooLong(`${content.msgtype}.content`, WECOM_MARKDOWN_MAX_BYTES, ip)
        : undefined;
    default:
      return undefined;
  }
}

function checkLimits(settings: GroupSettings, state: RobotState, ip: string, nowMs: number): Refusal | undefined {
  if (state.inFlight > settings.maxInFlight) {
    return wecomRefusal(45033, 'api concurrent out of limit', ip, `${state.inFlight} requests in flight at once`);
  }
  const rate = decideRate({ ...state, muteMs: settings.muteMs }, nowMs);
  if (rate.kind === 'pass') return undefined;
  const why =
    rate.kind === 'muted'
      ? 'still limited for sending too fast'
      : `request ${state.inMinute} of this minute; the limit is ${state.perMinute}`;

  return { ...wecomRefusal(45009, 'api freq out of limit', ip, why), mutedUntilMs: rate.untilMs };
}

/**
 * What a WeCom group robot does with a request to its key. The order of the
 * checks is: robot, JSON, type, content, length, concurrency, rate. There is no
 * signature, keyword, address list or quota, and no idempotency.
 */
export function judgeWecom(call: RobotCall, settings: GroupSettings, state: RobotState, nowMs: number): Verdict {
  const ip = call.clientIp;
  if (call.method !== 'POST') return wecomRefusal(43002, 'require POST method', ip, 'not a POST');
  const unwell = checkCondition(state.condition, ip);
  if (unwell !== undefined) return unwell;
  const json = readJsonObject(call.body);
  if (json === undefined) {
    return wecomRefusal(40035, 'invalid parameter', ip, 'the body is not a JSON object in UTF-8');
  }
  const body = readWecomBody(json, settings.members);
  switch (body.kind) {
    case 'unsupported':
      return wecomRefusal(40008, 'invalid message type', ip, `msgtype "${body.msgtype}" is not one a webhook takes`);
    case 'empty':
      return wecomRefusal(44004, 'empty content', ip, `${body.field} is missing or blank`);
    case 'invalid':
      return wecomRefusal(
        body.errcode,
        `${body.field} invalid Request Parameter`,
        ip,
        `${body.field} is missing or wrong`,
      );
    case 'content':
      return (
        checkLength(body.content, settings, ip) ??
        checkLimits(settings, state, ip, nowMs) ?? { kind: 'delivered', content: body.content }
      );
    default:
      return body satisfies never;
  }
}
