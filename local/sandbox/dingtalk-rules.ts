import { DINGTALK, throttled } from './dingtalk-answers.ts';
import { readDingtalkBody } from './dingtalk-body.ts';
import { allStrings, checkSecurity } from './dingtalk-security.ts';
import type { GroupSettings } from './group-spec.ts';
import { type JsonObject, objectOf, readJsonObject } from './json-reading.ts';
import type { Condition, Refusal, RobotCall, RobotState, Verdict } from './verdict.ts';
import { decideRate } from './window.ts';

/** The whole request body, raw UTF-8 bytes (real answers of code 460101). */
export const DINGTALK_MAX_BODY_BYTES = 20_000;

function checkCondition(condition: Condition): Refusal | undefined {
  switch (condition) {
    case 'well':
      return undefined;
    case 'token-gone':
      return DINGTALK.unknownToken;
    case 'disabled':
      return DINGTALK.disabled;
    case 'robot-removed':
      return DINGTALK.removed;
    case 'group-dissolved':
      return DINGTALK.dissolved;
    default:
      return condition satisfies never;
  }
}

/** The parts of a body people see; keywords don't count in `at` or `msgUuid`. */
function visible(body: JsonObject): JsonObject {
  return objectOf(body, typeof body['msgtype'] === 'string' ? body['msgtype'] : '');
}

function checkFilter(body: JsonObject, words: readonly string[]): Refusal | undefined {
  const texts = allStrings(visible(body));
  const word = words.find((candidate) => texts.some((text) => text.includes(candidate)));
  if (word === undefined) return undefined;
  const inLink = texts.some((text) => (text.match(/\w+:\/\/\S+/g) ?? []).some((url) => url.includes(word)));

  return inLink ? DINGTALK.unsafeLink : DINGTALK.badText;
}

function checkLimits(settings: GroupSettings, state: RobotState, nowMs: number): Refusal | undefined {
  if (settings.monthlyQuota !== undefined && state.monthCount >= settings.monthlyQuota) return DINGTALK.quota;
  const rate = decideRate({ ...state, muteMs: settings.muteMs }, nowMs);
  switch (rate.kind) {
    case 'pass':
      return undefined;
    case 'muted':
      return throttled(settings.throttleSignal, 'still muted for sending too fast', rate.untilMs);
    case 'too-fast':
      return throttled(
        settings.throttleSignal,
        `request ${state.inMinute} of this minute; the limit is ${state.perMinute}`,
        rate.untilMs,
      );
    default:
      return rate satisfies never;
  }
}

/** The judgement of the message itself, once the robot and the envelope are in order. */
function judgeMessage(call: RobotCall, settings: GroupSettings, state: RobotState, nowMs: number): Verdict {
  // A body too long to be kept whole can't be read as JSON any more.
  if (call.bodyBytes > call.body.length) return DINGTALK.tooLong;
  const json = readJsonObject(call.body);
  if (json === undefined) return DINGTALK.notJson;
  if (call.bodyBytes > DINGTALK_MAX_BODY_BYTES) return DINGTALK.tooLong;
  const body = readDingtalkBody(json, settings.members);
  if (body.kind === 'missing') return DINGTALK.missing(body.field);
  if (body.kind === 'unsupported') return DINGTALK.unsupported(body.msgtype);
  const refusal =
    checkSecurity(call, visible(json), settings, nowMs + state.clockOffsetMs) ??
    checkFilter(json, settings.filterWords) ??
    checkLimits(settings, state, nowMs);
  if (refusal !== undefined) return refusal;

  const { msgUuid } = body.content;
  const before = msgUuid === undefined ? undefined : state.deliveredAt(msgUuid);
  if (msgUuid !== undefined && before !== undefined && nowMs - before < settings.dedupeMs)
    return { kind: 'duplicate', msgUuid };

  return { kind: 'delivered', content: body.content };
}

/**
 * What a DingTalk group robot does with a request to its token. The order of
 * the checks is: robot, Content-Type, JSON and size, type, fields, security,
 * content filter, quota, rate, `msgUuid`.
 */
export function judgeDingtalk(call: RobotCall, settings: GroupSettings, state: RobotState, nowMs: number): Verdict {
  if (call.method !== 'POST') return DINGTALK.needsPost;
  const unwell = checkCondition(state.condition);
  if (unwell !== undefined) return unwell;
  if (!/^application\/json\s*(;|$)/i.test(call.contentType)) return DINGTALK.contentType;

  return judgeMessage(call, settings, state, nowMs);
}
