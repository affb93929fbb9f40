import type { Block } from './chat-blocks.ts';
import { parseBlocks } from './chat-blocks.ts';
import { DIALECTS } from './chat-dialect.ts';
import type { Span } from './chat-inline.ts';
import type { ChatMessage, GroupEntry } from './chat-record.ts';
import type { Group } from './group.ts';
import { PRODUCT_NAMES } from './product-names.ts';

/** How to write a transcript. */
export interface TranscriptOptions {
  /** IANA name of the zone of the times; the machine's own when absent. */
  readonly timeZone?: string;
}

/** `09:44:04` in a time zone. */
export function clockTime(atMs: number, timeZone?: string): string {
  return new Date(atMs).toLocaleTimeString('en-GB', timeZone === undefined ? {} : { timeZone });
}

function spanText(span: Span): string {
  switch (span.kind) {
    case 'mention':
      return `@${span.text}`;
    case 'link':
      return span.detail === span.text ? span.text : `${span.text} <${span.detail ?? ''}>`;
    case 'image':
      return `[image ${span.detail ?? ''}]`;
    default:
      return span.text;
  }
}

function blockText(block: Block): string {
  const text = block.spans.map(spanText).join('');
  switch (block.kind) {
    case 'quote':
      return `│ ${text}`;
    case 'item':
      return `${block.mark ?? '•'} ${text}`;
    case 'rule':
      return '────────';
    default:
      return text;
  }
}

/** The lines of a message as a person sees them: no markup, links with their address. */
export function messageLines(message: ChatMessage): readonly string[] {
  const lines = parseBlocks(message.text, DIALECTS[message.dialect], message.mentions.notified).map(blockText);
  const { notified, all, ignored } = message.mentions;
  const people = [...(all ? ['everyone'] : []), ...notified];

  return [
    ...lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== '')),
    ...(people.length === 0 ? [] : [`(notified: ${people.join(', ')})`]),
    ...ignored.map((reason) => `(not notified: ${reason})`),
  ];
}

/** One thing that happened, as lines that begin with its time. */
export function entryLines(entry: GroupEntry, options: TranscriptOptions = {}): readonly string[] {
  const time = clockTime(entry.at, options.timeZone);
  switch (entry.kind) {
    case 'message': {
      const [first = '', ...rest] = messageLines(entry.message);

      return [`${time}  ${first}`, ...rest.map((line) => (line === '' ? '' : `          ${line}`))];
    }
    case 'duplicate':
      return [`${time}  (the same message again, msgUuid ${entry.msgUuid}: shown once)`];
    case 'refused':
      return [`${time}  ✗ refused ${entry.errcode}: ${entry.why}`];
    case 'failed':
      return [`${time}  ✗ failed: ${entry.why}`];
    default:
      return entry satisfies never;
  }
}

/** Everything that happened in a group as a person would read it, oldest first. */
export function transcript(group: Group, options: TranscriptOptions = {}): string {
  const { product, name } = group.settings;
  const head = `${PRODUCT_NAMES[product]} · ${name}`;

  return [head, ...group.entries.flatMap((entry) => entryLines(entry, options)), ''].join('\n');
}
