import type { MessageFormat } from '../channels/channel.ts';

/*
 * Alert text is data. Neither product documents an escape, and a backslash
 * would be shown as one, so a character that could become markup gives way to
 * its full-width twin: it reads the same and means nothing to a parser.
 *
 * A value is put beside text we don't see here: the template's, or another
 * value's. What could complete markup across that seam counts as doing so:
 * "[x]" + "(y)", "Wow!" + "[x]", "<" + "@all".
 */

/** Breaks a line in any script, platform or Unicode version. */
const LINE_BREAK = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

/** Controls, direction overrides and invisible spaces: they carry nothing a reader sees, and can split a forbidden pair. */
const INVISIBLE = /[\p{Cc}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** What a line may start with before a `#` or `>` that would still make it a heading or a quote. */
const LINE_PREFIX = /^((?:[^\S\n]|[-*+](?=\s)|\d{1,9}[.)](?=\s))*)([#>]+)/gm;

/** Links, images, reference definitions, tags, mentions; `^` and `$` stand for the seams, whose spaces a template may trim. */
const MARKUP = /\](?=[([:]|\s*$)|!(?=\[|\s*$)|<(?![\s\d=])|<(?=\s*$)|(?<=^\s*)[([:]/g;

/** What would only spoil the looks: emphasis, code, entities, underlined headings, an escape before the seam. */
const STYLING = /(?<=\S|^)\*|\*(?=\S|$)|`|&(?=#|\w{2,31};|\s*$)|\\(?=\s*$)/g;
const UNDERLINE = /^[^\S\n]*(?:=+|-+)[^\S\n]*$/gm;

/** Links into the apps themselves, which open without asking. */
const APP_LINK = /\b(dingtalk|wxwork|wxworklocal|weixin):(?=\/\/)/gi;

/**
 * Alert text that can't mention people, fake a link, load an image or start a
 * heading or quote, wherever a template puts it. In the result `](`, `![`,
 * `<@`, `<font` and a leading `#` or `>` of a line never occur; line breaks are
 * `\n`, other controls are gone, a tab is a space. Doing it twice changes nothing.
 */
export function neutralise(text: string, format: MessageFormat): string {
  const visible = text.toWellFormed().replace(LINE_BREAK, '\n').replaceAll('\t', ' ').replace(INVISIBLE, keepNewline);
  const harmless = visible
    .replace(LINE_PREFIX, (_, prefix: string, marks: string) => prefix + fullWidth(marks))
    .replace(MARKUP, fullWidth)
    .replace(APP_LINK, '$1：');
  if (format === 'text') return harmless;

  return harmless.replace(UNDERLINE, fullWidth).replace(STYLING, (mark) => (mark === '`' ? "'" : fullWidth(mark)));
}

function keepNewline(control: string): string {
  return control === '\n' ? '\n' : '';
}

/** The full-width forms of ASCII's visible characters stand in the same order, 0xFEE0 further up. */
function fullWidth(ascii: string): string {
  return ascii.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
}
