import { describe, expect, test } from 'vitest';
import { DINGTALK } from '#shared/robots/dingtalk/robot.ts';
import { expectNoSecret } from '../../assertions/leaks-no-secret.ts';
import { context, draft, FAKE_KEY, FAKE_TOKEN, mention } from './drafts.ts';

function body(...args: Parameters<typeof DINGTALK.request>) {
  return JSON.parse(DINGTALK.request(...args).body);
}

describe('a DingTalk request', () => {
  test('of a markdown message is this, byte for byte', () => {
    const request = DINGTALK.request(
      draft({ mention: mention({ mobiles: ['13800000000', '+852-12345678'], userIds: ['user1'] }) }),
      context('dingtalk', {
        keywords: ['告警'],
        secret: { webhookUrl: 'https://h/robot/send?access_token=t', signatureKey: 'xxx' },
        nowMs: 1661860880,
      }),
    );

    expect(request).toEqual({
      url: 'https://h/robot/send?access_token=t&timestamp=1661860880&sign=dIUMcehSFkPlWOGqwoP5EFcartyN67QSY9wbVW%2BhTbE%3D',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        msgtype: 'markdown',
        markdown: {
          title: '【停服】OB 服务器无法连接 · 192.0.2.10',
          text: '### 【停服】OB 服务器无法连接\n\n- **对象**：192.0.2.10\n- 次数：3\n\n> 连接被拒绝\n\n[查看告警](https://ocp.example/alarm/1)\n\n@13800000000 @+852-12345678 @user1',
        },
        at: { atMobiles: ['13800000000', '+852-12345678'], atUserIds: ['user1'], isAtAll: false },
        msgUuid: 'message-1',
      }),
    });
  });

  test('of a text message names people in the text as well', () => {
    const sent = body(
      draft({ format: 'text', text: '一\n二', mention: mention({ mobiles: ['13800000000'] }) }),
      context('dingtalk'),
    );

    expect(sent).toEqual({
      msgtype: 'text',
      text: { content: '一\n二\n@13800000000' },
      at: { atMobiles: ['13800000000'], atUserIds: [], isAtAll: false },
      msgUuid: 'message-1',
    });
  });

  test('that names nobody has no at', () => {
    expect(body(draft(), context('dingtalk'))).not.toHaveProperty('at');
  });

  test('that names everyone says so in at only: no token for it is documented', () => {
    const sent = body(draft({ format: 'text', text: 'x', mention: mention({ all: true }) }), context('dingtalk'));

    expect(sent).toMatchObject({ text: { content: 'x' }, at: { isAtAll: true } });
  });

  test('names at most 50 people, each once', () => {
    const mobiles = Array.from({ length: 40 }, (_, i) => `138${String(i).padStart(8, '0')}`);
    const userIds = Array.from({ length: 40 }, (_, i) => `user${i}`);
    const sent = body(draft({ mention: mention({ mobiles: [...mobiles, ...mobiles], userIds }) }), context('dingtalk'));

    expect(sent.at.atMobiles).toEqual(mobiles);
    expect(sent.at.atUserIds).toEqual(userIds.slice(0, 10));
    for (const who of [...sent.at.atMobiles, ...sent.at.atUserIds])
      expect(` ${sent.markdown.text} `).toContain(`@${who}`);
    expect(sent.markdown.text.match(/@/g)).toHaveLength(50);
  });

  test('without a signing key is posted to the webhook URL as it is', () => {
    const given = context('dingtalk');

    expect(DINGTALK.request(draft(), given).url).toBe(given.secret.webhookUrl);
  });

  test('has neither token nor signing key in its body', () => {
    const secret = { webhookUrl: `https://h/robot/send?access_token=${FAKE_TOKEN}`, signatureKey: FAKE_KEY };
    const request = DINGTALK.request(draft(), context('dingtalk', { secret }));

    expectNoSecret(request.body, [FAKE_TOKEN, FAKE_KEY]);
    expectNoSecret(request, [FAKE_KEY]);
  });

  test.each([
    ['an empty title', draft({ title: ' \n ' }), '【停服】OB 服务器无法连接'],
    ['an empty title and text', draft({ title: '', text: '' }), 'Tocsin'],
    ['a title with line breaks', draft({ title: 'a\r\n b' }), 'a b'],
    ['an endless title', draft({ title: '长'.repeat(500) }), '长'.repeat(200)],
  ])('with %s has a fit one', (_, given, title) => {
    expect(body(given, context('dingtalk')).markdown.title).toBe(title);
  });

  test.each(['markdown', 'text'] as const)('without text sends its title (%s)', (format) => {
    const sent = body(draft({ format, text: '\n' }), context('dingtalk'));

    expect(sent.markdown?.text ?? sent.text.content).toBe(draft().title);
  });
});

describe('the keyword', () => {
  const withKeywords = (...keywords: string[]) => context('dingtalk', { keywords });

  test('is the last line when no keyword is in the message', () => {
    expect(body(draft(), withKeywords('OCP', 'Tocsin')).markdown.text).toMatch(/\n\nOCP$/);
    expect(body(draft({ format: 'text', text: 'x' }), withKeywords('OCP')).text.content).toBe('x\nOCP');
  });

  test('is not added when one of them is in the text or in the title that is sent', () => {
    expect(body(draft(), withKeywords('OCP', '次数')).markdown.text).not.toContain('OCP');
    expect(body(draft({ title: 'OCP 告警' }), withKeywords('OCP')).markdown.text).not.toContain('OCP');
  });

  test('is added to a text message whose title has it: a text message sends no title', () => {
    expect(body(draft({ format: 'text', title: 'OCP', text: 'x' }), withKeywords('OCP')).text.content).toBe('x\nOCP');
  });

  test('counts only as it is written in the setting', () => {
    expect(body(draft({ format: 'text', text: 'ocp' }), withKeywords('OCP')).text.content).toBe('ocp\nOCP');
  });
});

describe('the size of a DingTalk message', () => {
  test('is that of the whole body with mentions and keyword, against 19,000 bytes', () => {
    const given = draft({ text: '告'.repeat(5_000), mention: mention({ mobiles: ['13800000000'] }) });
    const bytes = Buffer.byteLength(
      DINGTALK.request(given, context('dingtalk', { keywords: ['OCP'], messageId: '' })).body,
    );

    expect(DINGTALK.overBy(given, ['OCP'])).toBe(bytes - 19_000);
  });

  test('counts what JSON needs for quotes and line breaks', () => {
    const quotes = draft({ format: 'text', text: '"'.repeat(1_000) });
    const letters = draft({ format: 'text', text: 'x'.repeat(1_000) });

    expect(DINGTALK.overBy(quotes, []) - DINGTALK.overBy(letters, [])).toBe(1_000);
  });

  test('is told exactly at the border', () => {
    const empty = 19_000 + DINGTALK.overBy(draft({ format: 'text', text: 'x', title: '' }), []);
    const full = draft({ format: 'text', title: '', text: 'x'.repeat(19_000 - empty + 1) });

    expect(DINGTALK.overBy(full, [])).toBe(0);
    expect(
      Buffer.byteLength(DINGTALK.request(full, context('dingtalk', { messageId: 'm'.repeat(200) })).body),
    ).toBeLessThan(20_000);
  });
});

test('DingTalk needs one message whatever the budget', () => {
  const given = draft({ mention: mention({ mobiles: ['13800000000'], all: true }) });

  expect(DINGTALK.plan(given, 1)).toEqual([given]);
  expect(DINGTALK.plan(given, 20)).toEqual([given]);
});
