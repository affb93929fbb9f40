import { describe, expect, test } from 'vitest';
import { DINGTALK_VENDOR } from '#shared/receiving/robot-messages/dingtalk.ts';
import { alertOfMessage } from '#shared/receiving/robot-messages/message-alert.ts';
import { readRobotBody } from '#shared/receiving/robot-messages/read-body.ts';
import type { Vendor } from '#shared/receiving/robot-messages/vendor.ts';
import { WECOM_VENDOR } from '#shared/receiving/robot-messages/wecom.ts';
import type { JsonObject } from '#shared/receiving/sources/json.ts';

function alertOf(vendor: Vendor, body: JsonObject) {
  const reading = vendor.read(body);
  if (reading.kind === 'refused') throw new Error(reading.answer.errmsg);

  return alertOfMessage(reading.message, body, vendor.product);
}

describe('a message becomes an alert', () => {
  test('named by its title', () => {
    const markdown = { title: ' Build  failed ', text: '#### Build\n> [job 7](https://ci.example.com/7) of **main**' };

    expect(alertOf(DINGTALK_VENDOR, { msgtype: 'markdown', markdown })).toMatchObject({
      name: 'Build  failed',
      description: 'Build\njob 7 https://ci.example.com/7 of main',
      level: 'critical',
      status: 'firing',
      labels: {},
    });
  });

  test.each([
    ['its first line', 'first\nsecond', { name: 'first', description: 'first\nsecond' }],
    ['its only line', 'only', { name: 'only', description: '' }],
    ['no more than a heading of its first line', `${'长'.repeat(200)}`, { name: `${'长'.repeat(119)}…` }],
    ['its first line with something in it', '\n \n x', { name: 'x' }],
  ])('else by %s', (_, content, expected) => {
    expect(alertOf(DINGTALK_VENDOR, { msgtype: 'text', text: { content } })).toMatchObject(expected);
  });

  test('with the link it leads to', () => {
    const link = { title: 'a', text: 'b', messageUrl: 'https://example.com/1' };
    const btns = [{ title: 'a', actionURL: 'javascript:alert(1)' }];

    expect(alertOf(DINGTALK_VENDOR, { msgtype: 'link', link }).url).toBe('https://example.com/1');
    expect(alertOf(DINGTALK_VENDOR, { msgtype: 'actionCard', actionCard: { title: 'a', text: 'b', btns } }).url).toBe(
      undefined,
    );
  });

  test('with all that a card says', () => {
    const template_card = {
      card_type: 'text_notice',
      main_title: { title: 'Disk', desc: 'of db-1' },
      emphasis_content: { title: '95', desc: '%' },
      sub_title_text: 'it grows',
      horizontal_content_list: [{ keyname: 'host', value: 'db-1' }],
      card_action: { type: 1, url: 'https://example.com/' },
    };

    expect(alertOf(WECOM_VENDOR, { msgtype: 'template_card', template_card })).toMatchObject({
      name: 'Disk',
      description: 'of db-1\n95 %\nit grows\nhost：db-1',
      url: 'https://example.com/',
    });
  });

  test('without its body where that is more than DingTalk would take', () => {
    const articles = Array.from({ length: 8 }, () => ({ title: 'a', url: `https://example.com/${'x'.repeat(3_000)}` }));

    expect(alertOf(WECOM_VENDOR, { msgtype: 'news', news: { articles } }).verbatim).toEqual({
      product: 'wecom',
      body: '',
    });
  });
});

describe('whom a message names', () => {
  test.each([
    [{ atMobiles: ['13800000000', 13900000000] }, { mobiles: ['13800000000', '13900000000'], userIds: [], all: false }],
    [
      { atMobiles: ['@13800000000'], atUserIds: ['u1', 'a b', 'x>', ''] },
      { mobiles: ['13800000000'], userIds: ['u1'] },
    ],
    [{ isAtAll: true }, { mobiles: [], userIds: [], all: true }],
    [{ isAtAll: false }, undefined],
    [{ atMobiles: 'none', atUserIds: [null, {}] }, undefined],
    [null, undefined],
  ])('in DingTalk by %j', (at, people) => {
    const { people: found } = alertOf(DINGTALK_VENDOR, { msgtype: 'text', text: { content: 'x' }, at });

    if (people === undefined) expect(found).toBe(undefined);
    else expect(found).toMatchObject({ product: 'dingtalk', ...people });
  });

  test.each([
    ['text', { mentioned_list: ['a', '@all'], mentioned_mobile_list: ['138'] }, ['a', 'b'], ['138'], true],
    ['markdown', { mentioned_list: ['a'] }, ['b'], [], false],
  ])('in WeCom in %s', (msgtype, lists, userIds, mobiles, all) => {
    const body = { msgtype, [msgtype]: { content: 'hello <@b>', ...lists } };

    expect(alertOf(WECOM_VENDOR, body).people).toEqual({ product: 'wecom', userIds, mobiles, all });
  });

  test('is nobody in a type that can name nobody', () => {
    const link = { title: 'a', text: 'b', messageUrl: 'https://example.com/1' };

    expect(alertOf(DINGTALK_VENDOR, { msgtype: 'link', link, at: { isAtAll: true } }).people).toBe(undefined);
    expect(alertOf(WECOM_VENDOR, { msgtype: 'markdown_v2', markdown_v2: { content: '<@a>' } }).people).toBe(undefined);
  });
});

describe('a body that is refused in the words of DingTalk', () => {
  test.each([
    [{}, 40035, '缺少参数 msgtype'],
    [{ msgtype: 'image', image: {} }, 400105, expect.stringContaining('不支持的消息类型')],
    [{ msgtype: 'constructor' }, 400105, expect.anything()],
    [{ msgtype: 'text' }, 40035, '缺少参数 text.content'],
    [{ msgtype: 'text', text: { content: ' ' } }, 40035, '缺少参数 text.content'],
    [{ msgtype: 'text', text: 'x' }, 40035, '缺少参数 text.content'],
    [{ msgtype: 'markdown', markdown: { text: 'x' } }, 40035, '缺少参数 markdown.title'],
    [{ msgtype: 'link', link: { title: 'a', text: 'b', messageURL: 'x' } }, 40035, '缺少参数 link.messageUrl'],
    [{ msgtype: 'actionCard', actionCard: { title: 'a', text: 'b' } }, 40035, '缺少参数 actionCard.btns'],
    [
      { msgtype: 'actionCard', actionCard: { title: 'a', text: 'b', btns: [{ title: 'a' }] } },
      40035,
      '缺少参数 actionCard.btns[0]',
    ],
    [{ msgtype: 'feedCard', feedCard: { links: [] } }, 40035, '缺少参数 feedCard.links'],
    [{ msgtype: 'feedCard', feedCard: { links: [null] } }, 40035, '缺少参数 feedCard.links[0]'],
  ])('%j', (body, errcode, errmsg) => {
    expect(DINGTALK_VENDOR.read(body)).toEqual({ kind: 'refused', answer: { errcode, errmsg } });
  });
});

describe('a body that is refused in the words of WeCom', () => {
  test.each([
    [{}, 40008, 'invalid message type'],
    [{ msgtype: 'image', image: { base64: 'x', md5: 'x' } }, 40008, 'invalid message type'],
    [{ msgtype: 'file', file: { media_id: 'x' } }, 40007, 'invalid media_id'],
    [{ msgtype: 'voice', voice: { media_id: 'x' } }, 40007, 'invalid media_id'],
    [{ msgtype: 'text', text: {} }, 44004, 'empty content'],
    [{ msgtype: 'text', text: { content: '错'.repeat(1_707) } }, 40058, 'text.content exceed max length 5120'],
    [
      { msgtype: 'markdown', markdown: { content: 'x'.repeat(4_097) } },
      40058,
      'markdown.content exceed max length 4096. invalid Request Parameter',
    ],
    [{ msgtype: 'news', news: {} }, 45008, 'news.articles'],
    [{ msgtype: 'news', news: { articles: Array(9).fill({ title: 'a', url: 'b' }) } }, 45008, 'news.articles'],
    [{ msgtype: 'news', news: { articles: [{ title: 'a' }] } }, 40058, 'news.articles[0]'],
    [{ msgtype: 'template_card', template_card: { card_type: 'vote' } }, 40058, 'template_card.card_type'],
    [{ msgtype: 'template_card', template_card: { card_type: 'text_notice' } }, 40058, 'template_card.card_action'],
    [
      { msgtype: 'template_card', template_card: { card_type: 'text_notice', card_action: {} } },
      40058,
      'template_card.main_title',
    ],
  ])('%j', (body, errcode, words) => {
    const reading = WECOM_VENDOR.read(body);

    expect(reading).toEqual({ kind: 'refused', answer: { errcode, errmsg: expect.stringContaining(words) } });
    expect(JSON.stringify(reading)).toContain(`devtool/query?e=${errcode}`);
  });
});

describe('a body', () => {
  test.each([
    ['JSON', '{"msgtype":"text","text":{"content":"a=b&c"}}'],
    ['JSON after a byte order mark', '\uFEFF{"msgtype":"text","text":{"content":"a=b&c"}}'],
    ['a form of JSON fields', 'msgtype=text&text=%7B%22content%22%3A%22a%3Db%26c%22%7D'],
  ])('may be %s', (_, text) => {
    expect(readRobotBody(text)?.fields).toEqual({ msgtype: 'text', text: { content: 'a=b&c' } });
  });

  test('is none as a form of more fields than any message has', () => {
    expect(readRobotBody(`msgtype=text${'&b'.repeat(50)}`)?.fields).toMatchObject({ msgtype: 'text' });
    expect(readRobotBody(`msgtype=text${'&b'.repeat(100)}`)).toBe(undefined);
  });

  test.each(['', '[]', '"x"', 'null', '{', 'a=b', 'hello'])('is none when it is %j', (text) => {
    expect(readRobotBody(text)).toBe(undefined);
  });
});
