import { describe, expect, test } from 'vitest';
import type { Outcome } from '#shared/delivery/outcome.ts';
import { WECOM_ANSWERS } from '#shared/robots/wecom/answers.ts';
import { WECOM } from '#shared/robots/wecom/robot.ts';

type Expected = readonly [kind: Outcome['kind'], detail?: string];

const SUFFIX =
  ', hint: [1606279612_133_0000], from ip: 192.0.2.7, more info at https://open.work.weixin.qq.com/devtool/query?e=';

/** Every code known of group robots. */
const CODES: readonly (readonly [code: number, errmsg: string, expected: Expected])[] = [
  [0, 'ok', ['delivered']],
  [0, 'ok. Warning: wrong json format. ', ['delivered']],
  [-1, 'system busy', ['unreachable', 'busy']],
  [6000, 'data version conflict', ['unreachable', 'busy']],
  [40004, 'invalid media type', ['rejected', 'format']],
  [40005, 'invalid file type', ['rejected', 'format']],
  [40006, 'invalid meida size', ['rejected', 'format']],
  [40007, 'invalid media_id', ['rejected', 'format']],
  [40008, 'invalid message type', ['rejected', 'format']],
  [40009, 'invalid image size', ['rejected', 'format']],
  [40033, 'invalid charset', ['rejected', 'format']],
  [40035, 'invalid parameter', ['rejected', 'format']],
  [40039, 'invalid url size', ['rejected', 'too-long']],
  [40058, 'markdown.content exceed max length 4096. invalid Request Parameter', ['rejected', 'too-long']],
  [40058, 'text.content exceed max length 5120. invalid Request Parameter', ['rejected', 'too-long']],
  [40058, 'invalid Request Parameter', ['rejected', 'format']],
  [40063, 'some parameters are empty', ['rejected', 'empty']],
  [40123, 'invalid image format', ['rejected', 'format']],
  [44004, 'empty content', ['rejected', 'empty']],
  [45001, 'media size out of limit', ['rejected', 'too-long']],
  [45002, 'content size out of limit', ['rejected', 'too-long']],
  [45007, 'playtime out of limit', ['rejected', 'too-long']],
  [45008, 'article size out of limit', ['rejected', 'too-long']],
  [45009, 'api freq out of limit', ['throttled', '60000']],
  [45033, 'api concurrent out of limit', ['throttled', '3000']],
  [45034, 'url must have scheme', ['rejected', 'format']],
  [93000, 'invalid webhook url', ['misconfigured', 'token']],
  [93000, 'Invalid input : content exceed max length', ['rejected', 'too-long']],
  [93004, 'robot is stopped', ['misconfigured', 'robot-disabled']],
  [93008, 'not in group', ['misconfigured', 'robot-removed']],
  [301016, 'invalid voice file', ['rejected', 'format']],
  [301017, 'voice file must be amr', ['rejected', 'format']],
  [888888, 'something new', ['rejected', 'other']],
  [888888, 'api freq out of limit', ['throttled', '60000']],
];

describe('WeCom’s code', () => {
  test.each(CODES)('%d “%s” means %j, whatever follows in its words', (errcode, errmsg, expected) => {
    const outcome = WECOM.interpret({
      status: 200,
      body: JSON.stringify({ errcode, errmsg: errmsg + SUFFIX + errcode }),
    });
    const detail = outcome.kind === 'throttled' ? String(outcome.retryAfterMs) : 'reason' in outcome && outcome.reason;

    expect([outcome.kind, detail]).toEqual([expected[0], expected[1] ?? false]);
    expect(outcome.errcode).toBe(errcode);
    expect(outcome.errmsg).not.toContain('192.0.2.7');
    expect(outcome.errmsg).toContain(errmsg.trim());
  });

  test('has a test for every row of the table', () => {
    const tested = new Set(CODES.map(([code]) => String(code)));

    expect(Object.keys(WECOM_ANSWERS.meanings).filter((code) => !tested.has(code))).toEqual([]);
  });
});
