/** A stretch of text in one style. `href` is shown as text as well, never fetched. */
export interface Span {
  readonly kind: 'text' | 'bold' | 'italic' | 'code' | 'link' | 'image' | 'font' | 'mention';
  readonly text: string;
  /** Address of a link or image, colour of a font. */
  readonly detail?: string;
}

/** What a product's Markdown knows inside a line. */
export type InlineRule = Exclude<Span['kind'], 'text'>;

const PATTERNS: Readonly<Record<InlineRule, string>> = {
  image: String.raw`!\[(?<image>[^\]]*)\]\((?<imageUrl>[^)\s]*)\)`,
  link: String.raw`\[(?<link>[^\]]+)\]\((?<linkUrl>[^)\s]*)\)`,
  font: '<font color="?(?<fontColor>info|comment|warning)"?>(?<font>.*?)</font>',
  mention: String.raw`<@(?<mention>[^<>\s]+)>`,
  code: '`(?<code>[^`]+)`',
  bold: String.raw`\*\*(?<bold>.+?)\*\*`,
  italic: String.raw`\*(?<italic>[^*\s][^*]*)\*`,
};

/** In this order a pattern that begins like another one comes first. */
const ORDER: readonly InlineRule[] = ['image', 'link', 'font', 'mention', 'code', 'bold', 'italic'];

function spanOf(groups: Readonly<Record<string, string | undefined>>): Span {
  const kind = ORDER.find((rule) => groups[rule] !== undefined) ?? 'bold';
  const detail = groups[`${kind}Url`] ?? groups[`${kind}Color`];

  return { kind, text: groups[kind] ?? '', ...(detail === undefined ? {} : { detail }) };
}

/** `@handle` of people a DingTalk message notifies, as mention spans. */
function markHandles(span: Span, handles: readonly string[]): readonly Span[] {
  const handle = handles.find((candidate) => span.text.includes(`@${candidate}`));
  if (span.kind !== 'text' || handle === undefined) return [span];
  const at = span.text.indexOf(`@${handle}`);
  const rest = { ...span, text: span.text.slice(at + handle.length + 1) };

  return [{ ...span, text: span.text.slice(0, at) }, { kind: 'mention', text: handle }, ...markHandles(rest, handles)];
}

/** Reads one line into spans by the rules a product knows; what it doesn't know stays as it was written. */
export function parseInline(line: string, rules: readonly InlineRule[], handles: readonly string[]): readonly Span[] {
  const known = ORDER.filter((rule) => rules.includes(rule)).map((rule) => PATTERNS[rule]);
  const spans: Span[] = [];
  let from = 0;
  for (const match of known.length === 0 ? [] : line.matchAll(new RegExp(known.join('|'), 'g'))) {
    spans.push({ kind: 'text', text: line.slice(from, match.index) }, spanOf(match.groups ?? {}));
    from = match.index + match[0].length;
  }
  spans.push({ kind: 'text', text: line.slice(from) });

  return spans.flatMap((span) => markHandles(span, handles)).filter((span) => span.text !== '' || span.kind !== 'text');
}
