import { describe, expect, test } from 'vitest';
import type { Outcome } from '#shared/delivery/outcome.ts';
import { DINGTALK_ANSWERS } from '#shared/robots/dingtalk/answers.ts';
import { DINGTALK } from '#shared/robots/dingtalk/robot.ts';

type Expected = readonly [kind: Outcome['kind'], detail?: string];

const KEYWORD_ZH = '关键词不匹配;solution:请联系群管理员查看此机器人的关键词，并在发送的信息中包含此关键词;';

/** Every code known of custom robots, with words it has been seen or documented with. */
const CODES: readonly (readonly [code: number, errmsg: string, expected: Expected])[] = [
  [0, 'ok', ['delivered']],
  [0, 'ok. Warning: wrong json format. ', ['delivered']],
  [-1, '系统繁忙', ['unreachable', 'busy']],
  [40035, '缺少参数 json', ['rejected', 'format']],
  [40035, '缺少参数 access_token', ['misconfigured', 'token']],
  [43002, '需要POST请求', ['rejected', 'format']],
  [43004, '无效的HTTP HEADER Content-Type', ['rejected', 'format']],
  [43005, '需要JSON', ['rejected', 'format']],
  [43009, '需要JSON', ['rejected', 'format']],
  [90002, '全局限流', ['throttled', '5000']],
  [90018, '应用限流', ['throttled', '1000']],
  [90020, '本月调用量已用完', ['misconfigured', 'quota']],
  [90030, 'webhook over limit', ['misconfigured', 'quota']],
  [101002, 'message is too long', ['rejected', 'too-long']],
  [130101, 'send too fast, exceed 20 times per minute', ['throttled', '600000']],
  [130102, '', ['throttled', '600000']],
  [130103, '', ['throttled', '600000']],
  [300001, 'token is not exist', ['misconfigured', 'token']],
  [300001, 'message param title or text is null ', ['rejected', 'empty']],
  [300001, 'called too frequently', ['throttled', '600000']],
  [300001, '', ['misconfigured', 'token']],
  [300005, 'token is not exist', ['misconfigured', 'token']],
  [310000, 'keywords not in content', ['misconfigured', 'keyword']],
  [
    310000,
    'keywords not in content, more: [https://ding-doc.dingtalk.com/doc#/serverapi2/qf2nxq]',
    ['misconfigured', 'keyword'],
  ],
  [310000, `错误描述:${KEYWORD_ZH.replace('solution', '解决方案')}`, ['misconfigured', 'keyword']],
  [310000, `description:${KEYWORD_ZH}`, ['misconfigured', 'keyword']],
  [310000, 'sign not match', ['misconfigured', 'sign']],
  [
    310000,
    'description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中，请确认机器人的密钥加密和填写正确;link:x',
    ['misconfigured', 'sign'],
  ],
  [310000, 'invalid timestamp', ['rejected', 'clock']],
  [
    310000,
    'description:机器人发送签名过期;solution:签名生成时间和发送时间请保持在 timestampms 以内;',
    ['rejected', 'clock'],
  ],
  [310000, 'ip 192.0.2.7 not in whitelist', ['misconfigured', 'ip']],
  [
    310000,
    'description:ip 不在白名单中;solution:请联系对应群的管理员，设置机器人安全ip地址段',
    ['misconfigured', 'ip'],
  ],
  [310000, 'something new', ['misconfigured', 'security']],
  [400013, '群已被解散', ['misconfigured', 'group-gone']],
  [400101, 'access_token不存在', ['misconfigured', 'token']],
  [
    400102,
    'description:机器人已经停用或者未启用;solution:请让企业管理员前往开放平台后台启用对应机器人',
    ['misconfigured', 'robot-disabled'],
  ],
  [400105, '不支持的消息类型', ['rejected', 'format']],
  [400106, '机器人不存在', ['misconfigured', 'robot-removed']],
  [410100, '发送速度太快而限流', ['throttled', '600000']],
  [430101, '含有不安全的外链', ['rejected', 'content-filter']],
  [430102, '含有不合适的文本', ['rejected', 'content-filter']],
  [430103, '含有不合适的图片', ['rejected', 'content-filter']],
  [430104, '含有不合适的内容', ['rejected', 'content-filter']],
  [460101, 'message too long, exceed 20000 bytes', ['rejected', 'too-long']],
  [460101, 'description: body 大小不合法;solution:请保持大小在 20000bytes 以内;', ['rejected', 'too-long']],
  [660026, 'sending too many messages per minute', ['throttled', '600000']],
  [999999, 'something new', ['rejected', 'other']],
  [450101, 'send too fast', ['throttled', '600000']],
];

function shortOf(outcome: Outcome): Expected {
  if (outcome.kind === 'delivered') return ['delivered'];
  return [outcome.kind, outcome.kind === 'throttled' ? String(outcome.retryAfterMs) : outcome.reason];
}

describe('DingTalk’s code', () => {
  test.each(CODES)('%d “%s” means %j', (errcode, errmsg, expected) => {
    const outcome = DINGTALK.interpret({ status: 200, body: JSON.stringify({ errcode, errmsg }) });

    expect(shortOf(outcome)).toEqual(expected);
    expect(outcome.errcode).toBe(errcode);
  });

  test.each(CODES)('%d as text means the same (“%s”)', (errcode, errmsg, expected) => {
    const outcome = DINGTALK.interpret({ status: 200, body: JSON.stringify({ errcode: String(errcode), errmsg }) });

    expect([shortOf(outcome), outcome.errcode]).toEqual([expected, errcode]);
  });

  test('has a test for every row of the table', () => {
    const tested = new Set(CODES.map(([code]) => String(code)));

    expect(Object.keys(DINGTALK_ANSWERS.meanings).filter((code) => !tested.has(code))).toEqual([]);
  });
});

describe('the flood guard before DingTalk', () => {
  const guard = { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'fake' };

  test.each([
    ['alone', guard, 'flood-guard'],
    ['with the code of the robot’s own rate', { ...guard, errcode: 130101, errmsg: 'send too fast' }, 'robot-rate'],
    ['with its status as text', { ...guard, status: '1111' }, 'flood-guard'],
    ['with a success it can’t mean', { ...guard, errcode: 0, errmsg: 'ok' }, 'flood-guard'],
  ])('mutes the robot for ten minutes (%s)', (_, fields, reason) => {
    expect(DINGTALK.interpret({ status: 200, body: `\r\n${JSON.stringify(fields)}` })).toMatchObject({
      kind: 'throttled',
      reason,
      retryAfterMs: 600_000,
    });
  });
});
