import type { Failure, VendorAnswer } from './vendor.ts';

const SECURITY_LINK = 'link:https://open.dingtalk.com/document/robots/customize-robot-security-settings;';

/**
 * DingTalk's answers in the wording logged from the real robot where one is
 * known (open.dingtalk.com, custom robots, and public issue trackers, read 2026-11-21). Senders come again after -1.
 */
const ANSWERS: Readonly<Record<Failure, VendorAnswer>> = {
  'no-token': { errcode: 40035, errmsg: '缺少参数 access_token' },
  'unknown-token': { errcode: 300005, errmsg: 'token is not exist' },
  'wrong-sign': {
    errcode: 310000,
    errmsg: `description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中，请确认机器人的密钥加密和填写正确;${SECURITY_LINK}`,
  },
  'expired-sign': {
    errcode: 310000,
    errmsg: 'description:机器人发送签名过期;solution:签名生成时间和发送时间请保持在 timestampms 以内;',
  },
  'not-json': { errcode: 40035, errmsg: '缺少参数 json' },
  'too-large': {
    errcode: 460101,
    errmsg: 'description: body 大小不合法;solution:请保持大小在 20000bytes 以内;',
  },
  removed: { errcode: 400106, errmsg: 'description:机器人不存在;solution:请确认机器人是否在群中;' },
  disabled: {
    errcode: 400102,
    errmsg:
      'description:机器人已经停用或者未启用;solution:请让企业管理员前往开放平台后台启用对应机器人 :https://open-dev.dingtalk.com/#/',
  },
  busy: { errcode: -1, errmsg: '系统繁忙' },
};

/** DingTalk's answer to a request that failed. */
export function dingtalkAnswer(failure: Failure, hint?: string): VendorAnswer {
  const { errcode, errmsg } = ANSWERS[failure];
  return { errcode, errmsg: hint === undefined ? errmsg : `${errmsg} (${hint})` };
}

/** A required field that is absent or blank. */
export function missingField(field: string): VendorAnswer {
  return { errcode: 40035, errmsg: `缺少参数 ${field}` };
}

/** A type that webhooks do not take: pictures, sound and files among them. */
export const UNSUPPORTED_TYPE: VendorAnswer = {
  errcode: 400105,
  errmsg: 'description:不支持的消息类型;solution:请使用支持的消息类型;',
};
