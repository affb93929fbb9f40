import type { InlineRule } from './chat-inline.ts';
import type { ChatContent } from './verdict.ts';

/** What a product makes of a message's text. */
export interface Dialect {
  readonly headings: boolean;
  readonly quotes: boolean;
  readonly lists: boolean;
  readonly rules: boolean;
  readonly inline: readonly InlineRule[];
  /** Whether a single line feed breaks the line; on DingTalk it takes two spaces before it, or an empty line. */
  readonly breaks: 'every' | 'marked';
}

const PLAIN = { headings: false, quotes: false, lists: false, rules: false, breaks: 'every' } as const;

/**
 * The Markdown of each product, and no more: what isn't promised is shown as
 * it was written, which is what a person in the group would see.
 * (open.dingtalk.com, robot message types; developer.work.weixin.qq.com 91770)
 */
export const DIALECTS: Readonly<Record<ChatContent['dialect'], Dialect>> = {
  plain: { ...PLAIN, inline: [] },
  'wecom-text': { ...PLAIN, inline: ['mention'] },
  dingtalk: {
    headings: true,
    quotes: true,
    lists: true,
    rules: false,
    inline: ['image', 'link', 'bold', 'italic'],
    breaks: 'marked',
  },
  wecom: {
    headings: true,
    quotes: true,
    lists: false,
    rules: false,
    inline: ['link', 'font', 'mention', 'code', 'bold'],
    breaks: 'every',
  },
  'wecom-v2': {
    headings: true,
    quotes: true,
    lists: true,
    rules: true,
    inline: ['image', 'link', 'code', 'bold', 'italic'],
    breaks: 'every',
  },
};
