import { describe, expect, it } from 'vitest';
import { dingtalkMentions, wecomMentions } from '#local/sandbox/mentions.ts';

const at = (atMobiles: readonly string[], isAtAll = false) => ({ atMobiles, atUserIds: [], isAtAll });

describe('mentions on DingTalk', () => {
  it.each([
    ['in at and in the text', '请 @13800000000 处理', ['13800000000'], 1],
    ['in at only', '请处理', ['13800000000'], 0],
    ['in the text only', '请 @13800000000 处理', [], 0],
    ['as the beginning of a longer number', '@138000000001', ['13800000000'], 0],
    ['at the end after a longer number', '@138000000001 @13800000000', ['13800000000'], 1],
    ['overseas', '@+852-12345678 ', ['+852-12345678'], 1],
  ])('a handle %s notifies as many as it should', (_, text, mobiles, count) => {
    expect(dingtalkMentions(text, at(mobiles), undefined).notified).toHaveLength(count);
  });

  it('says who was missed and why', () => {
    const members = [{ name: 'Li', mobile: '13800000000' }];
    const mentions = dingtalkMentions('@13900000000', at(['13900000000', '13800000000']), members);

    expect(mentions.notified).toEqual([]);
    expect(mentions.ignored).toEqual([
      '13900000000: not in this group',
      '13800000000: in "at" but "@13800000000" is not in the text',
    ]);
  });

  it('names at most 50 people', () => {
    const mobiles = Array.from({ length: 51 }, (_, index) => String(13_800_000_000 + index));
    const mentions = dingtalkMentions(mobiles.map((mobile) => `@${mobile}`).join(' '), at(mobiles), undefined);

    expect(mentions.notified).toHaveLength(50);
    expect(mentions.ignored).toHaveLength(1);
  });

  it('notifies everyone with isAtAll', () => {
    expect(dingtalkMentions('x', at([], true), undefined).all).toBe(true);
  });
});

describe('mentions on WeCom', () => {
  it('notifies by <@userid> in markdown and ignores the lists there', () => {
    const message = { msgtype: 'markdown', text: '<@zhang.san> <@all>', listed: ['13800000000'] };
    const mentions = wecomMentions(message, undefined);

    expect(mentions).toMatchObject({ notified: ['zhang.san'], all: false });
    expect(mentions.ignored).toHaveLength(2);
  });

  it('notifies by the lists and inline in text', () => {
    const message = { msgtype: 'text', text: '<@li.si>', listed: ['13800000000', '@all'] };

    expect(wecomMentions(message, undefined)).toEqual({ notified: ['li.si', '13800000000'], all: true, ignored: [] });
  });

  it('notifies nobody in markdown_v2', () => {
    expect(wecomMentions({ msgtype: 'markdown_v2', text: '<@li.si>', listed: [] }, undefined).notified).toEqual([]);
  });
});
