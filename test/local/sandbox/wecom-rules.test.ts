import { describe, expect, it } from 'vitest';
import type { GroupSpec } from '#local/sandbox/group-spec.ts';
import type { RobotCall, RobotState } from '#local/sandbox/verdict.ts';
import { judgeWecom } from '#local/sandbox/wecom-rules.ts';
import { callWith, FRESH, NOON_MS, wecom } from './calls.ts';

interface Case {
  readonly body?: unknown;
  readonly call?: Partial<RobotCall>;
  readonly spec?: Partial<GroupSpec>;
  readonly state?: Partial<RobotState>;
}

const text = (content: string) => ({ msgtype: 'text', text: { content } });
const markdown = (content: string) => ({ msgtype: 'markdown', markdown: { content } });

function judge({ body = text('x'), call, spec, state }: Case) {
  return judgeWecom(callWith(body, call), wecom(spec), { ...FRESH, ...state }, NOON_MS);
}

describe('a WeCom robot', () => {
  it.each<[string, Case]>([
    ['a text of 2,048 bytes', { body: text('x'.repeat(2_048)) }],
    ['a longer text when told to', { body: text('x'.repeat(5_120)), spec: { textMaxBytes: 5_120 } }],
    ['a markdown of 4,096 bytes', { body: markdown(`${'告'.repeat(1_365)}x`) }],
    ['a markdown_v2', { body: { msgtype: 'markdown_v2', markdown_v2: { content: 'x' } } }],
    ['any Content-Type', { call: { contentType: '' } }],
    ['news', { body: { msgtype: 'news', news: { articles: [{ title: 't', url: 'https://example.com' }] } } }],
    [
      'a card',
      {
        body: {
          msgtype: 'template_card',
          template_card: { card_type: 'text_notice', main_title: { title: 't' }, card_action: { type: 1 } },
        },
      },
    ],
    ['an image', { body: { msgtype: 'image', image: { base64: 'eA==', md5: '9dd4e461268c8034f5c8564e155c67a6' } } }],
    ['five requests at a time', { state: { inFlight: 5 } }],
  ])('takes %s', (_, given) => {
    expect(judge(given).kind).toBe('delivered');
  });

  it.each<[string, number, string, Case]>([
    ['a gone key', 93000, 'invalid webhook url', { state: { condition: 'token-gone' } }],
    ['messages when removed', 93000, 'invalid webhook url', { state: { condition: 'robot-removed' } }],
    ['messages when stopped', 93004, '', { state: { condition: 'disabled' } }],
    ['messages to a dissolved group', 93008, '', { state: { condition: 'group-dissolved' } }],
    ['what is not JSON', 40035, '', { body: 'x' }],
    ['an unknown type', 40008, '', { body: { msgtype: 'link' } }],
    ['an empty text', 44004, 'empty content', { body: text('') }],
    [
      'markdown under the key of text',
      44004,
      'empty content',
      { body: { msgtype: 'markdown', text: { content: 'x' } } },
    ],
    ['a text of 2,049 bytes', 40058, 'text.content exceed max length 2048', { body: text('x'.repeat(2_049)) }],
    [
      '4,097 bytes of markdown',
      40058,
      'markdown.content exceed max length 4096. invalid Request Parameter',
      { body: markdown(`${'告'.repeat(1_365)}xx`) },
    ],
    [
      'nine articles',
      45008,
      '',
      { body: { msgtype: 'news', news: { articles: Array(9).fill({ title: 't', url: 'u' }) } } },
    ],
    ['a file', 40007, '', { body: { msgtype: 'file', file: { media_id: 'm' } } }],
    ['six requests at a time', 45033, 'api concurrent out of limit', { state: { inFlight: 6 } }],
    ['the 21st of a minute', 45009, 'api freq out of limit', { state: { inMinute: 21 } }],
    ['anything while limited', 45009, 'api freq out of limit', { state: { mutedUntilMs: NOON_MS + 1 } }],
  ])('refuses %s with %i', (_, errcode, words, given) => {
    const verdict = judge(given);

    expect(verdict).toMatchObject({ kind: 'refused', errcode, errmsg: expect.stringContaining(words) });
    expect(verdict).toMatchObject({ errmsg: expect.stringContaining(`from ip: 192.0.2.7`) });
  });

  it.each<[string, number, Case]>([
    ['the robot before the body', 93004, { body: 'x', state: { condition: 'disabled' } }],
    ['the length before the concurrency', 40058, { body: text('x'.repeat(3_000)), state: { inFlight: 9 } }],
    ['the concurrency before the rate', 45033, { state: { inFlight: 9, inMinute: 30 } }],
  ])('checks %s', (_, errcode, given) => {
    expect(judge(given)).toMatchObject({ errcode });
  });

  it('is limited for a minute', () => {
    expect(judge({ state: { inMinute: 21 } })).toMatchObject({ mutedUntilMs: NOON_MS + 60_000 });
  });
});
