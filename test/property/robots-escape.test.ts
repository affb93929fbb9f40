import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { withLineBreaks } from '#shared/robots/dingtalk/line-breaks.ts';
import { neutralise } from '#shared/robots/neutralise.ts';
import { plainText } from '#shared/robots/plain-text.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { wecomMarkdown } from '#shared/robots/wecom/markdown.ts';

/** Bits of markup, and what could hide or join them. */
const BITS = [
  '](',
  '![',
  '[',
  ']',
  '(',
  ')',
  '!',
  '<@',
  '<',
  '@all',
  '>',
  '<font color="warning">',
  '<FONT',
  'font',
  '</font>',
  '#',
  '# ',
  '###',
  '> ',
  '\n',
  '\r\n',
  '\r',
  '\u2028',
  '\u0085',
  '\v',
  ' ',
  '\t',
  '\u00a0',
  '\u3000',
  '\u200b',
  '\u200d',
  '\u202e',
  '\ufeff',
  '\u0000',
  '\u001b[31m',
  '\ud800',
  '\udc00',
  '😀',
  '告警',
  'a',
  '1. ',
  '- ',
  '* ',
  '*',
  '**',
  '_',
  '`',
  '```',
  '\\',
  '&#60;',
  '&lt;',
  '&',
  ':',
  '://',
  'http://evil.example',
  'dingtalk://',
  'javascript:',
  '---',
  '===',
  '|',
  '@13800000000',
  '5',
  '=',
] as const;

const nasty = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(...BITS), { maxLength: 14 }).map((bits) => bits.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
const format = fc.constantFrom('markdown' as const, 'text' as const);

const FORBIDDEN = /\]\(|!\[|<@|<font/i;
const LEADING_MARK = /^\s*[#>]/m;

/** What templates put between and around values. None of it is forbidden by itself. */
const AROUND = fc.constantFrom('', ' ', '**', '：', '\n', '\n- ', '\n- **', '- ', ' · ', '1. ', '\n\n', '`');

describe('escaped alert text', () => {
  test.prop([nasty, format], { numRuns: 3_000 })(
    'has no mention, link, image, colour, heading or quote',
    (text, wanted) => {
      const escaped = neutralise(text, wanted);

      expect(escaped).not.toMatch(FORBIDDEN);
      expect(escaped).not.toMatch(LEADING_MARK);
    },
  );

  test.prop([nasty, format], { numRuns: 3_000 })('is the same when escaped again', (text, wanted) => {
    const once = neutralise(text, wanted);

    expect(neutralise(once, wanted)).toBe(once);
  });

  test.prop([nasty, format])('has no control character but the newline, and is well-formed', (text, wanted) => {
    const escaped = neutralise(text, wanted);

    expect(escaped).not.toMatch(/[^\P{Cc}\n]/u);
    expect(escaped.isWellFormed()).toBe(true);
  });

  test.prop([fc.array(fc.tuple(nasty, AROUND), { minLength: 1, maxLength: 5 })], { numRuns: 3_000 })(
    'stays harmless beside other text and values, as each product shows it',
    (parts) => {
      const text = parts.map(([value, around]) => around + neutralise(value, 'markdown')).join('');

      for (const shown of [withLineBreaks(text), wecomMarkdown(text), plainText(text)]) {
        expect(shown).not.toMatch(FORBIDDEN);
        expect(shown).not.toMatch(LEADING_MARK);
        // A heading or quote inside a list item is one all the same.
        expect(shown).not.toMatch(/^\s*(?:[-*+]|\d{1,9}[.)])\s+[#>]/m);
      }
    },
  );

  test.prop([nasty, nasty], { numRuns: 1_000 })(
    'can’t finish a link the template begins, or begin one it finishes',
    (a, b) => {
      const [x, y] = [neutralise(a, 'markdown'), neutralise(b, 'markdown')];

      for (const text of [`${x}(https://a.example)`, `[a]${x}`, `[a]${x}${y}`]) expect(text).not.toMatch(/\]\(/);
      expect(`${x}[a]`).not.toMatch(/!\[/);
      expect(`${x}@all`).not.toMatch(/<@/);
    },
  );

  test.prop([fc.string({ unit: fc.constantFrom(...'abcXYZ 09.,;?_-=/@%+{}"\'|~^$告警，。：') })])(
    'is unchanged when it is harmless',
    (text) => {
      fc.pre(!/^\s*(?:=+|-+)\s*$/.test(text) && !/^\s*[:：]/.test(text));

      expect(neutralise(text, 'markdown')).toBe(text);
    },
  );

  test.prop([nasty, format])('is what each robot’s escape gives', (text, wanted) => {
    for (const product of ['dingtalk', 'wecom'] as const) {
      expect(robotFor(product).escape(text, wanted)).toBe(neutralise(text, wanted));
    }
  });
});
