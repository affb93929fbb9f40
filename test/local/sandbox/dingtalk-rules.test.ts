import { describe, expect, it } from 'vitest';
import { judgeDingtalk } from '#local/sandbox/dingtalk-rules.ts';
import type { GroupSpec } from '#local/sandbox/group-spec.ts';
import type { RobotCall, RobotState } from '#local/sandbox/verdict.ts';
import { callWith, dingtalk, FRESH, NOON_MS } from './calls.ts';

const TEXT = { msgtype: 'text', text: { content: 'OCP alert' } };
const MARKDOWN = { msgtype: 'markdown', markdown: { title: 't', text: 'x' } };

interface Case {
  readonly body?: unknown;
  readonly call?: Partial<RobotCall>;
  readonly spec?: Partial<GroupSpec>;
  readonly state?: Partial<RobotState>;
  readonly atMs?: number;
}

function judge({ body = TEXT, call, spec, state, atMs = NOON_MS }: Case) {
  return judgeDingtalk(callWith(body, call), dingtalk(spec), { ...FRESH, ...state }, atMs);
}

describe('a DingTalk robot', () => {
  it.each<[string, Case]>([
    ['a text', {}],
    ['a markdown', { body: MARKDOWN }],
    ['a link', { body: { msgtype: 'link', link: { title: 't', text: 'x', messageUrl: 'https://example.com' } } }],
    [
      'a card with one jump',
      {
        body: {
          msgtype: 'actionCard',
          actionCard: { title: 't', text: 'x', singleTitle: 's', singleURL: 'https://example.com' },
        },
      },
    ],
    [
      'a card with buttons',
      {
        body: {
          msgtype: 'actionCard',
          actionCard: { title: 't', text: 'x', btns: [{ title: 'b', actionURL: 'https://example.com' }] },
        },
      },
    ],
    [
      'a feed card',
      {
        body: {
          msgtype: 'feedCard',
          feedCard: { links: [{ title: 't', messageURL: 'https://example.com', picURL: 'https://example.com/p' }] },
        },
      },
    ],
    ['a body of exactly 20,000 bytes', { body: JSON.stringify(TEXT).padEnd(20_000) }],
    ['a message with one of the keywords', { spec: { keywords: ['zzz', 'OCP'] } }],
    ['a caller in the address range', { spec: { allowedIps: ['192.0.2.0/24'] } }],
  ])('takes %s', (_, given) => {
    expect(judge(given).kind).toBe('delivered');
  });

  it.each<[string, number, string, Case]>([
    ['a GET', 43002, '需要POST请求', { call: { method: 'GET' } }],
    ['a form post', 43004, 'Content-Type', { call: { contentType: 'application/x-www-form-urlencoded' } }],
    ['what is not JSON', 40035, '缺少参数 json', { body: 'x' }],
    ['what is not UTF-8', 40035, '缺少参数 json', { call: { body: Uint8Array.of(0x7b, 0xff, 0x7d), bodyBytes: 3 } }],
    ['20,001 bytes', 460101, '20000bytes', { body: JSON.stringify(TEXT).padEnd(20_001) }],
    ['a body longer than what is kept of it', 460101, '20000bytes', { call: { bodyBytes: 2_000_000 } }],
    ['an image', 400105, '', { body: { msgtype: 'image' } }],
    ['no msgtype', 40035, 'msgtype', { body: {} }],
    ['a blank text', 40035, 'text.content', { body: { msgtype: 'text', text: { content: ' \n' } } }],
    ['a markdown without title', 40035, 'markdown.title', { body: { msgtype: 'markdown', markdown: { text: 'x' } } }],
    [
      'a link with the spelling of feed cards',
      40035,
      'link.messageUrl',
      { body: { msgtype: 'link', link: { title: 't', text: 'x', messageURL: 'https://example.com' } } },
    ],
    [
      'a card without a way out',
      40035,
      'actionCard.btns',
      { body: { msgtype: 'actionCard', actionCard: { title: 't', text: 'x' } } },
    ],
    ['a message without a keyword', 310000, '关键词不匹配', { spec: { keywords: ['ocp'] } }],
    [
      'a keyword that is only in at',
      310000,
      '关键词',
      { body: { ...TEXT, at: { atMobiles: ['138'] } }, spec: { keywords: ['138'] } },
    ],
    ['a foreign address', 310000, 'ip 192.0.2.7 不在白名单中', { spec: { allowedIps: ['198.51.100.1'] } }],
    ['a missing signature', 310000, '签名不匹配', { spec: { signingKey: 'SECfake' } }],
    ['a word of the content filter', 430102, '', { spec: { filterWords: ['alert'] } }],
    [
      'a filtered link',
      430101,
      '',
      {
        body: { msgtype: 'text', text: { content: 'see http://bad.example/x' } },
        spec: { filterWords: ['bad.example'] },
      },
    ],
    [
      'more than the month allows',
      90030,
      'webhook over limit',
      { spec: { monthlyQuota: 100 }, state: { monthCount: 100 } },
    ],
    ['the 21st of a minute', 130101, 'send too fast, exceed 20 times per minute', { state: { inMinute: 21 } }],
    ['anything during the mute', 130101, 'send too fast', { state: { mutedUntilMs: NOON_MS + 1 } }],
    ['a gone token', 300005, 'token is not exist', { state: { condition: 'token-gone' } }],
    ['messages when disabled', 400102, '停用', { state: { condition: 'disabled' } }],
    ['messages when removed', 400106, '', { state: { condition: 'robot-removed' } }],
    ['messages to a dissolved group', 400013, '', { state: { condition: 'group-dissolved' } }],
  ])('refuses %s with %i', (_, errcode, words, given) => {
    expect(judge(given)).toMatchObject({ kind: 'refused', errcode, errmsg: expect.stringContaining(words) });
  });

  it.each<[string, number, Case]>([
    ['the robot before the Content-Type', 400102, { call: { contentType: '' }, state: { condition: 'disabled' } }],
    ['the Content-Type before the JSON', 43004, { body: 'x', call: { contentType: '' } }],
    ['the size before the type', 460101, { body: JSON.stringify({ msgtype: 'image' }).padEnd(20_001) }],
    ['the fields before the security', 40035, { body: { msgtype: 'text' }, spec: { signingKey: 'SECfake' } }],
    ['the address before the keyword', 310000, { spec: { allowedIps: ['198.51.100.1'], keywords: ['zzz'] } }],
    ['the security before the filter', 310000, { spec: { keywords: ['zzz'], filterWords: ['alert'] } }],
    ['the filter before the rate', 430102, { spec: { filterWords: ['alert'] }, state: { inMinute: 30 } }],
    ['the quota before the rate', 90030, { spec: { monthlyQuota: 0 }, state: { inMinute: 30 } }],
    [
      'the rate before the repeated id',
      130101,
      { body: { ...TEXT, msgUuid: 'u' }, state: { inMinute: 30, deliveredAt: () => NOON_MS } },
    ],
  ])('checks %s', (_, errcode, given) => {
    expect(judge(given)).toMatchObject({ errcode });
  });

  it('shows a message once however often its msgUuid comes within 24 hours', () => {
    const body = { ...TEXT, msgUuid: 'u1' };
    const deliveredAt = () => NOON_MS;

    expect(judge({ body, state: { deliveredAt }, atMs: NOON_MS + 86_399_999 })).toEqual({
      kind: 'duplicate',
      msgUuid: 'u1',
    });
    expect(judge({ body, state: { deliveredAt }, atMs: NOON_MS + 86_400_000 }).kind).toBe('delivered');
  });

  it('starts a mute of ten minutes', () => {
    expect(judge({ state: { inMinute: 21 } })).toMatchObject({ mutedUntilMs: NOON_MS + 600_000 });
  });

  it.each([
    ['410100', 410100],
    ['660026', 660026],
    ['130101+x5', 130101],
  ] as const)('can throttle as %s', (throttleSignal, errcode) => {
    expect(judge({ spec: { throttleSignal }, state: { inMinute: 21 } })).toMatchObject({ errcode });
  });
});
