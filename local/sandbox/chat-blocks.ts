import type { Dialect } from './chat-dialect.ts';
import { parseInline, type Span } from './chat-inline.ts';

/** One line as the chat shows it. */
export interface Block {
  readonly kind: 'paragraph' | 'heading' | 'quote' | 'item' | 'rule' | 'gap';
  readonly spans: readonly Span[];
  /** Level of a heading, 1 to 6. */
  readonly level?: number;
  /** Number or bullet of a list item. */
  readonly mark?: string;
}

interface Line {
  readonly kind: Block['kind'];
  readonly text: string;
  readonly level?: number;
  readonly mark?: string;
}

function readLine(line: string, dialect: Dialect): Line {
  const heading = dialect.headings ? /^(#{1,6})\s+(.*)$/.exec(line) : null;
  if (heading !== null) return { kind: 'heading', text: heading[2] ?? '', level: heading[1]?.length ?? 1 };
  const quote = dialect.quotes ? /^\s*>+\s?(.*)$/.exec(line) : null;
  if (quote !== null) return { kind: 'quote', text: quote[1] ?? '' };
  const item = dialect.lists ? /^\s*(-|\d+\.)\s+(.*)$/.exec(line) : null;
  if (item !== null) return { kind: 'item', text: item[2] ?? '', mark: item[1] === '-' ? '•' : (item[1] ?? '•') };
  if (dialect.rules && /^\s*---+\s*$/.test(line)) return { kind: 'rule', text: '' };

  return line.trim() === '' ? { kind: 'gap', text: '' } : { kind: 'paragraph', text: line };
}

/** Whether this line goes on in the line before it, as a lone line feed does on DingTalk. */
function joins(line: Line, before: Line | undefined, endedWithBreak: boolean, dialect: Dialect): boolean {
  if (dialect.breaks === 'every' || endedWithBreak || before === undefined) return false;
  if (line.kind === 'quote') return before.kind === 'quote';

  return line.kind === 'paragraph' && ['paragraph', 'item', 'quote'].includes(before.kind);
}

/** Reads a message into the lines its product shows. `handles` are the people it notifies by `@handle`. */
export function parseBlocks(text: string, dialect: Dialect, handles: readonly string[]): readonly Block[] {
  const lines: Line[] = [];
  let endedWithBreak = false;
  for (const source of text.split('\n')) {
    const line = readLine(source, dialect);
    const before = lines.at(-1);
    if (before !== undefined && joins(line, before, endedWithBreak, dialect)) {
      lines[lines.length - 1] = { ...before, text: `${before.text} ${line.text.trim()}` };
    } else {
      lines.push(line);
    }
    endedWithBreak = /\s{2}$/.test(source);
  }

  return lines.map(({ text: content, ...line }) => ({
    ...line,
    spans: parseInline(content.replaceAll('&nbsp;', ' ').trimEnd(), dialect.inline, handles),
  }));
}
