import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageHtml } from '#local/sandbox/chat-html.ts';
import type { ChatMessage } from '#local/sandbox/chat-record.ts';
import { messageLines } from '#local/sandbox/transcript.ts';

function message(dialect: ChatMessage['dialect'], text: string, notified: readonly string[] = []): ChatMessage {
  const mentions = { notified, all: false, ignored: [] };

  return { msgtype: 'markdown', title: '', text, dialect, mentions, seq: 1, at: 0, bytes: 0 };
}

describe('a message in the chat', () => {
  it.each<[string, ChatMessage['dialect'], string, readonly string[]]>([
    ['a lone line feed does not break the line on DingTalk', 'dingtalk', 'a\nb', ['a b']],
    ['two spaces before a line feed do', 'dingtalk', 'a  \nb', ['a', 'b']],
    ['an empty line does', 'dingtalk', 'a\n\nb', ['a', '', 'b']],
    ['list items stand on their own', 'dingtalk', '### h\n- a\n- b', ['h', '• a', '• b']],
    ['quoted lines run together on DingTalk', 'dingtalk', '> a\n> b', ['│ a b']],
    ['every line feed breaks on WeCom', 'wecom', 'a\nb', ['a', 'b']],
    ['WeCom shows a dash as a dash', 'wecom', '- a', ['- a']],
    ['WeCom shows asterisks it does not know', 'wecom', '*a* **b**', ['*a* b']],
    ['WeCom shows a heading without its space as written', 'wecom', '#a', ['#a']],
    ['WeCom colours three words only', 'wecom', '<font color="red">a</font>', ['<font color="red">a</font>']],
    ['DingTalk shows font tags as written', 'dingtalk', '<font color="info">a</font>', ['<font color="info">a</font>']],
    ['a link is shown with its address', 'wecom', '[a](https://example.com)', ['a <https://example.com>']],
    ['plain text stays as it is', 'plain', '# a **b** <@c>', ['# a **b** <@c>']],
  ])('%s', (_, dialect, text, lines) => {
    expect(messageLines(message(dialect, text))).toEqual(lines);
  });

  it('marks the people it notifies', () => {
    expect(messageHtml(message('dingtalk', 'x @13800000000 y', ['13800000000']))).toContain(
      '<span class="mention">@13800000000</span>',
    );
    expect(messageHtml(message('wecom', '<@li.si>', ['li.si']))).toContain('<span class="mention">@li.si</span>');
  });

  it('follows no address but a web address', () => {
    expect(messageHtml(message('dingtalk', '[a](javascript:alert)'))).not.toContain('href');
    expect(messageHtml(message('dingtalk', '![a](https://example.com/p)'))).not.toMatch(/<img|src=/);
  });

  it('never lets text become markup, whatever it is', () => {
    const pieces = fc.constantFrom(
      '<script>',
      '"',
      "'",
      '&',
      '**',
      '*',
      '`',
      '[a](',
      ')',
      '![',
      '<@',
      '>',
      '# ',
      '> ',
      '\n',
      'x',
    );
    const dialects = fc.constantFrom<ChatMessage['dialect']>('plain', 'dingtalk', 'wecom-text', 'wecom', 'wecom-v2');
    const ours = /<\/?(p|b|i|a|code|span|hr)( (class|href|title|target|rel)="[^"<>]*")*>/g;
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), dialects, (parts, dialect) => {
        const html = messageHtml(message(dialect, parts.join('')));

        return !/[<>]/.test(html.replace(ours, ''));
      }),
    );
  });
});
