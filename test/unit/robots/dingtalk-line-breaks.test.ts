import { describe, expect, test } from 'vitest';
import { withLineBreaks } from '#shared/robots/dingtalk/line-breaks.ts';

describe('DingTalk markdown', () => {
  test.each([
    ['lines of text break with two spaces', 'a\nb\nc', 'a  \nb  \nc'],
    ['trailing spaces and Windows line ends make no difference', 'a   \r\nb', 'a  \nb'],
    ['a heading stands alone', '# a\nb\n## c\n### d', '# a\n\nb\n\n## c\n\n### d'],
    ['a list keeps its lines together and apart from text', 'a\n- b\n- c\nd', 'a\n\n- b\n- c\n\nd'],
    ['numbers and other bullets are lists too', '1. a\n2. b\n* c\n+ d', '1. a\n2. b\n* c\n+ d'],
    ['a nested list keeps its indent', '- a\n  - b', '- a\n  - b'],
    ['a quote breaks inside and ends before text', '> a\n> b\nc', '> a  \n> b\n\nc'],
    ['an indented line is text, not code', 'a\n        b', 'a  \nb'],
    ['empty lines become one', 'a\n\n\n\nb', 'a\n\nb'],
    ['empty lines at the ends go', '\n\na\n\n', 'a'],
    ['lists split by an empty line stay split', '- a\n\n- b', '- a\n\n- b'],
    ['a word that begins with # is text', '#tag\nb', '#tag  \nb'],
    ['nothing stays nothing', ' \n ', ''],
  ])('%s', (_, neutral, expected) => expect(withLineBreaks(neutral)).toBe(expected));

  test('adapted twice is as adapted once', () => {
    const once = withLineBreaks('# a\nb\nc\n- d\n- e\n> f\n> g\n\nh');

    expect(withLineBreaks(once)).toBe(once);
  });
});
