import type { ThrottleSignal } from './group-spec.ts';
import type { Refusal } from './verdict.ts';

type Answer = Omit<Refusal, 'kind'>;

const refuse = (errcode: number, errmsg: string, why: string): Refusal => ({ kind: 'refused', errcode, errmsg, why });

/** Documentation page the 310000 texts end with. */
const SECURITY_LINK = 'link:https://open.dingtalk.com/document/robots/customize-robot-security-settings';

/**
 * DingTalk's refusals, in the wording logged from the real robot where one is
 * known; the wording of 43004, 400013, 400101–400106 and 430101–430102 is not.
 */
export const DINGTALK = {
  needsPost: refuse(43002, '需要POST请求', 'not a POST'),
  noToken: refuse(40035, '缺少参数 access_token', 'no access_token in the URL'),
  unknownToken: refuse(300005, 'token is not exist', 'no robot has this access_token'),
  disabled: refuse(
    400102,
    'description:机器人已经停用或者未启用;solution:请让企业管理员前往开放平台后台启用对应机器人 :https://open-dev.dingtalk.com/#/',
    'the robot is disabled',
  ),
  removed: refuse(
    400106,
    'description:机器人不存在;solution:请确认机器人是否在群中;',
    'the robot was removed from the group',
  ),
  dissolved: refuse(400013, 'description:群已被解散;solution:请向其他群发消息;', 'the group was dissolved'),
  contentType: refuse(43004, '无效的HTTP HEADER Content-Type', 'Content-Type is not application/json'),
  notJson: refuse(40035, '缺少参数 json', 'the body is not a JSON object in UTF-8'),
  tooLong: refuse(
    460101,
    'description: body 大小不合法;solution:请保持大小在 20000bytes 以内;',
    'the body is longer than 20,000 bytes',
  ),
  unsupported: (msgtype: string) =>
    refuse(
      400105,
      'description:不支持的消息类型;solution:请使用支持的消息类型;',
      `msgtype "${msgtype}" is not one a webhook takes`,
    ),
  missing: (field: string) => refuse(40035, `缺少参数 ${field}`, `${field} is missing or blank`),
  ip: (address: string) =>
    refuse(
      310000,
      `description:ip ${address} 不在白名单中;solution:请联系对应群的管理员，设置机器人安全ip地址段;${SECURITY_LINK};`,
      `${address} is not in the robot's IP allowlist`,
    ),
  keyword: refuse(
    310000,
    'description:关键词不匹配;solution:请联系群管理员查看此机器人的关键词，并在发送的信息中包含此关键词;',
    "none of the robot's keywords is in the message",
  ),
  sign: refuse(
    310000,
    `description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中，请确认机器人的密钥加密和填写正确;${SECURITY_LINK};`,
    'the signature is missing or does not match',
  ),
  timestamp: refuse(
    310000,
    'description:机器人发送签名过期;solution:签名生成时间和发送时间请保持在 timestampms 以内;',
    'the timestamp is more than an hour off',
  ),
  unsafeLink: refuse(430101, 'description:消息中包含不安全的外链;', 'the content filter dislikes a link'),
  badText: refuse(430102, 'description:消息中包含不合适的文本;', 'the content filter dislikes the text'),
  quota: refuse(90030, 'webhook over limit', "the month's quota is used up"),
  busy: refuse(-1, '系统繁忙', 'the system is busy'),
} as const;

const TOO_FAST = 'send too fast, exceed 20 times per minute';

const THROTTLE: Readonly<Record<ThrottleSignal, Answer>> = {
  '130101': { errcode: 130101, errmsg: TOO_FAST, why: 'sent too fast' },
  '130101+x5': { errcode: 130101, errmsg: TOO_FAST, why: 'sent too fast' },
  // The bare object has no code at all; 1111 is its `status`.
  x5: { errcode: 1111, errmsg: 'punish: deny', why: 'sent too fast' },
  '410100': { errcode: 410100, errmsg: '发送速度太快而限流', why: 'sent too fast' },
  '660026': { errcode: 660026, errmsg: 'sending too many messages per minute', why: 'sent too fast' },
};

/** The refusal of a throttled robot; it carries until when the mute lasts. */
export function throttled(signal: ThrottleSignal, why: string, mutedUntilMs: number): Refusal {
  return { kind: 'refused', ...THROTTLE[signal], why, mutedUntilMs };
}

/** The object DingTalk's gateway answers with, alone or merged with an errcode. */
export function x5Object(uuid: string): Readonly<Record<string, unknown>> {
  return { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid };
}
