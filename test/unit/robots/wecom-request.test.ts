import { describe, expect, test } from 'vitest';
import { WECOM } from '#shared/robots/wecom/robot.ts';
import { expectNoSecret } from '../../assertions/leaks-no-secret.ts';
import { context, draft, FAKE_KEY, FAKE_TOKEN, mention } from './drafts.ts';

function body(...args: Parameters<typeof WECOM.request>) {
  return JSON.parse(WECOM.request(...args).body);
}

const bytes = (text: string) => Buffer.byteLength(text);

describe('a WeCom request', () => {
  test('of a markdown message is this, byte for byte', () => {
    const given = draft({ mention: mention({ userIds: ['zhangsan', 'lisi', 'lisi'] }) });
    const secret = { ...context('wecom').secret, signatureKey: FAKE_KEY };

    expect(WECOM.request(given, context('wecom', { keywords: ['OCP'], secret }))).toEqual({
      url: `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${FAKE_TOKEN}`,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        msgtype: 'markdown',
        markdown: {
          content:
            '### 【停服】OB 服务器无法连接\n**对象**：192.0.2.10\n次数：3\n> 连接被拒绝\n\n[查看告警](https://ocp.example/alarm/1)\n<@zhangsan> <@lisi>\nOCP',
        },
      }),
    });
  });

  test('of a text message names people in its lists', () => {
    const given = draft({
      format: 'text',
      text: 'x',
      mention: mention({ mobiles: ['13800000000'], userIds: ['lisi'], all: true }),
    });

    expect(body(given, context('wecom'))).toEqual({
      msgtype: 'text',
      text: { content: 'x', mentioned_list: ['lisi', '@all'], mentioned_mobile_list: ['13800000000'] },
    });
  });

  test('that names nobody has no lists', () => {
    expect(body(draft({ format: 'text', text: 'x' }), context('wecom')).text).toEqual({ content: 'x' });
  });

  test('has neither key nor signing key in its body', () => {
    const secret = { ...context('wecom').secret, signatureKey: FAKE_KEY };

    expectNoSecret(WECOM.request(draft(), context('wecom', { secret })).body, [FAKE_TOKEN, FAKE_KEY]);
  });

  test.each([
    ['its title when there is no text', draft({ text: ' ' }), draft().title],
    ['a last resort when there is nothing', draft({ title: '', text: '' }), 'Tocsin'],
  ])('shows %s, for empty content is refused', (_, given, content) => {
    expect(body(given, context('wecom')).markdown.content).toBe(content);
  });

  test('of markdown beyond 4096 bytes is cut with a mark, mentions and keyword kept', () => {
    const given = draft({ text: '告'.repeat(3_000), mention: mention({ userIds: ['lisi'] }) });
    const { content } = body(given, context('wecom', { keywords: ['OCP'] })).markdown;

    expect(bytes(content)).toBeLessThanOrEqual(4_096);
    expect(bytes(content)).toBeGreaterThan(4_090);
    expect(content).toMatch(/^告+…\n<@lisi>\nOCP$/);
  });

  test('of text beyond 2048 bytes is cut between characters', () => {
    const { content } = body(draft({ format: 'text', text: `x${'😀'.repeat(1_000)}` }), context('wecom')).text;

    expect(bytes(content)).toBeLessThanOrEqual(2_048);
    expect(content).toMatch(/^x(?:😀)+…$/u);
  });

  test('adds the keyword when the one in the text was cut away', () => {
    const given = draft({ format: 'text', text: `${'x'.repeat(3_000)} OCP` });

    expect(body(given, context('wecom', { keywords: ['OCP'] })).text.content).toMatch(/x…\nOCP$/);
  });
});

describe('the size of a WeCom message', () => {
  test('is that of its content with mentions and keyword: 4096 bytes of markdown', () => {
    const given = draft({ text: 'x'.repeat(4_096), mention: mention({ userIds: ['lisi'] }) });

    expect(WECOM.overBy(given, ['OCP'])).toBe(bytes('\n<@lisi>\nOCP'));
  });

  test('is 2048 bytes of text, where people cost nothing', () => {
    const given = draft({ format: 'text', text: '告'.repeat(682), mention: mention({ mobiles: ['13800000000'] }) });

    expect(WECOM.overBy(given, [])).toBe(-2);
  });

  test('is counted after list dashes are dropped', () => {
    expect(WECOM.overBy(draft({ text: '- a' }), [])).toBe(1 - 4_096);
  });
});

describe('people in a WeCom markdown message', () => {
  const mobiles = mention({ mobiles: ['13800000000'], userIds: ['lisi'] });

  test('by user id need no second message', () => {
    const given = draft({ mention: mention({ userIds: ['lisi'] }) });

    expect(WECOM.plan(given, 1)).toEqual([given]);
  });

  test('by mobile get a second message that says what it is about', () => {
    const given = draft({ mention: mobiles });

    expect(WECOM.plan(given, 2)).toEqual([
      { ...given, mention: mention({ userIds: ['lisi'] }) },
      { format: 'text', title: given.title, text: given.title, mention: mention({ mobiles: ['13800000000'] }) },
    ]);
  });

  test('“everyone” gets a second message too', () => {
    const [, second] = WECOM.plan(draft({ title: '', mention: mention({ all: true }) }), 5);

    expect(second).toMatchObject({ text: '【停服】OB 服务器无法连接', mention: { all: true } });
    expect(body(second ?? draft(), context('wecom')).text.mentioned_list).toEqual(['@all']);
  });

  test('with one slot left are named in one plain text that tells all', () => {
    const plan = WECOM.plan(draft({ mention: mobiles }), 1);

    expect(plan).toEqual([
      {
        format: 'text',
        title: draft().title,
        text: '【停服】OB 服务器无法连接\n- 对象：192.0.2.10\n- 次数：3\n连接被拒绝\n\n查看告警 https://ocp.example/alarm/1',
        mention: mobiles,
      },
    ]);
  });

  test('folded from a long message fit a text message with a keyword', () => {
    const [folded] = WECOM.plan(draft({ text: '告\n'.repeat(1_000), mention: mobiles }), 0);

    expect(folded.text.endsWith('…')).toBe(true);
    expect(WECOM.overBy(folded, ['关键词'.repeat(10)])).toBeLessThanOrEqual(0);
  });

  test('of a text message need no second one', () => {
    const given = draft({ format: 'text', mention: mobiles });

    expect(WECOM.plan(given, 1)).toEqual([given]);
  });
});
