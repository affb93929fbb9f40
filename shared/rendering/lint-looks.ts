import type { Product } from '../channels/channel.ts';
import type { TemplateRemark, TemplateUse } from '../channels/template-remark.ts';

/** Markup that is not shown as it is written. */
interface Look {
  readonly pattern: RegExp;
  readonly severity: 'warning' | 'hint';
  readonly message: string;
  /** Both when absent. */
  readonly product?: Product;
}

/**
 * What the products make of markdown they don't know. DingTalk: headings,
 * quotes, bold, italics, links, images and lists are what its page promises
 * (open.dingtalk.com, custom robot, read 2026-11-21); tables and code show on
 * computers only. WeCom: headings, bold, links, inline code, quotes and three
 * colours (developer.work.weixin.qq.com, page 91770, read 2026-11-21).
 */
const LOOKS: readonly Look[] = [
  {
    pattern: /^[ \t]*\|.*\|[ \t]*$/m,
    severity: 'warning',
    message: 'a table is not shown as one on phones, and nowhere in WeCom: write a line for each row',
  },
  {
    pattern: /^[ \t]*(?:```|~~~)/m,
    severity: 'warning',
    message: 'a block of code is not shown as one on phones: quote it with "> "',
  },
  {
    pattern: /<(?!font\b|@|\/font\b)\/?[a-z][a-z0-9]*(?:\s[^<>]*)?\/?>/i,
    severity: 'warning',
    message: 'HTML is shown as typed',
  },
  {
    pattern: /<font\b(?![^<>]*color\s*=\s*["']?(?:info|comment|warning)\b)[^<>]*>/i,
    severity: 'warning',
    product: 'wecom',
    message: 'WeCom knows the colours info (green), comment (grey) and warning (orange) only, not codes like #F5222D',
  },
  {
    pattern: /<font\b/i,
    severity: 'hint',
    product: 'dingtalk',
    message: "colours are no part of DingTalk's documented markdown: some clients show the text without",
  },
  {
    pattern: /!\[[^\]\n]*\]\(/,
    severity: 'warning',
    product: 'wecom',
    message: 'WeCom shows no images in markdown: this becomes a link',
  },
  {
    pattern: /^[ \t]*[-*+][ \t]+(?![#>\s])/m,
    severity: 'hint',
    product: 'wecom',
    message: 'WeCom has no lists: the dash is left out, the line stays',
  },
  {
    pattern: /^[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*$/m,
    severity: 'hint',
    product: 'wecom',
    message: 'WeCom has no rules: this line is left out',
  },
];

/** What the product will show otherwise than it is written, each once, at its first place. */
export function looksOf(template: string, { product, format }: TemplateUse): readonly TemplateRemark[] {
  // In a text message the markup is taken out, and the rest is shown as it is.
  if (format === 'text') return [];

  const plain = template
    .replace(/\r\n?/g, '\n')
    .replace(/\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g, (code) => code.replace(/[^\n]/g, ' '));
  return LOOKS.filter((look) => look.product === undefined || look.product === product).flatMap((look) => {
    const found = look.pattern.exec(plain);
    if (found === null) return [];

    const before = plain.slice(0, found.index).split('\n');
    const column = (before.at(-1) ?? '').length + 1;
    return [{ severity: look.severity, line: before.length, column, message: look.message }];
  });
}
