import { describe, expect, test } from 'vitest';
import { wecomMarkdown } from '#shared/robots/wecom/markdown.ts';

describe('WeCom markdown', () => {
  test.each([
    ['a list becomes labelled lines', '- a：1\n* b：2\n+ c：3', 'a：1\nb：2\nc：3'],
    ['a numbered list reads as it is', '1. a\n2. b', '1. a\n2. b'],
    ['an indent goes: it would unmake a heading', '  ### a\n\t> b\n    - c', '### a\n> b\nc'],
    ['an image becomes a link', '![图](https://a.example/x.png)', '[图](https://a.example/x.png)'],
    ['a rule goes', 'a\n---\nb', 'a\nb'],
    [
      'bold, links, quotes, code and colours stay',
      '**a** [b](https://c.example) `d`\n> e\n<font color="warning">f</font>',
      '**a** [b](https://c.example) `d`\n> e\n<font color="warning">f</font>',
    ],
    ['one dash only is dropped', '- - a', '- a'],
    ['a dash before what would turn into a heading or quote stays', '- # a\n- > b', '- # a\n- > b'],
    ['empty lines become one', '\na\n\n\n\nb\n', 'a\n\nb'],
    ['a minus is no list', '-1', '-1'],
  ])('%s', (_, neutral, expected) => expect(wecomMarkdown(neutral)).toBe(expected));
});
