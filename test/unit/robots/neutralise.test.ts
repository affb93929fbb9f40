import { describe, expect, test } from 'vitest';
import { neutralise } from '#shared/robots/neutralise.ts';

describe('alert text stays readable', () => {
  test.each([
    ['a fake link', '[请点击](http://evil.example)', '［请点击］(http://evil.example)'],
    ['a loaded image', '![x](http://evil.example/p.png)', '！[x］(http://evil.example/p.png)'],
    ['a mention', '<@zhangsan> <@all>', '＜@zhangsan> ＜@all>'],
    ['a colour', '<font color="info">ok</font>', '＜font color="info">ok＜/font>'],
    ['a heading', '# 已恢复', '＃ 已恢复'],
    ['a quote on the second line', 'a\n> b', 'a\n＞ b'],
    ['a heading in a list', '- 1. ## a', '- 1. ＃＃ a'],
    ['an underlined heading', 'a\n---', 'a\n－－－'],
    ['a link definition', '[a]: http://evil.example', '［a］: http://evil.example'],
    ['bold', 'a **b** c', 'a ＊＊b＊＊ c'],
    ['a hidden entity', '&#60;@all&#62;', '＆#60;@all＆#62;'],
    ['a link into the app', 'dingtalk://dingtalkclient/page', 'dingtalk：//dingtalkclient/page'],
    ['code', '`a` ```b', "'a' '''b"],
    ['a tab and line ends', 'a\tb\r\nc\rd\u2028e', 'a b\nc\nd\ne'],
    ['colours of a terminal', '\u001b[31mred\u001b[0m', '［31mred[0m'],
    ['reversed text', 'a\u202Eb', 'ab'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
  ])('with %s', (_, text, expected) => expect(neutralise(text, 'markdown')).toBe(expected));

  test.each([
    'SELECT * FROM t WHERE a < 5 AND b <= 3 AND c > 1',
    'CPU 95% > 90%, load=12.5',
    'ob_cluster=obcluster-1:svr_ip=192.0.2.10',
    '[ERROR] 磁盘满 (sda1)'.slice(1),
    'https://ocp.example/alarm?id=1&level=2#top',
    'user@example.com, @13800000000',
    'C:\\logs\\observer.log',
    '第一行\n第二行',
    '👨‍👩‍👧 ok',
  ])('unchanged: %j', (text) => expect(neutralise(text, 'markdown')).toBe(text));

  test('in a text message, where marks are shown as typed, styling is left alone', () => {
    expect(neutralise('`a` **b** &lt; c*', 'text')).toBe('`a` **b** &lt; c*');
    expect(neutralise('# a <@all> [b](c)', 'text')).toBe('＃ a ＜@all> [b］(c)');
  });

  test('takes time in proportion to its length', () => {
    for (const bit of [' ', '\n', '- ', '[', ']', '!', '<', '*', '\\', '- - ', '1. ', '&', '=', ' \n', '] ', '! ']) {
      const started = performance.now();
      neutralise(bit.repeat(40_000), 'markdown');
      expect(performance.now() - started).toBeLessThan(1_000);
    }
  });
});
