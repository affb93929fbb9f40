import { type Block, parseBlocks } from './chat-blocks.ts';
import { DIALECTS } from './chat-dialect.ts';
import type { Span } from './chat-inline.ts';
import type { ChatMessage } from './chat-record.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes text safe inside HTML and its attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function spanHtml(span: Span): string {
  const text = escapeHtml(span.text);
  const detail = escapeHtml(span.detail ?? '');
  switch (span.kind) {
    case 'text':
      return text;
    case 'bold':
      return `<b>${text}</b>`;
    case 'italic':
      return `<i>${text}</i>`;
    case 'code':
      return `<code>${text}</code>`;
    case 'font':
      return `<span class="font-${detail}">${text}</span>`;
    case 'mention':
      return `<span class="mention">@${text}</span>`;
    case 'link':
      // The address is shown on hover; only web addresses can be followed.
      return /^https?:\/\//.test(span.detail ?? '')
        ? `<a href="${detail}" title="${detail}" target="_blank" rel="noreferrer noopener">${text}</a>`
        : `<span class="link" title="${detail}">${text}</span>`;
    case 'image':
      return `<span class="image">image: ${detail}</span>`;
    default:
      return span.kind satisfies never;
  }
}

function blockHtml(block: Block): string {
  const inner = block.spans.map(spanHtml).join('');
  switch (block.kind) {
    case 'heading':
      return `<p class="h h${block.level ?? 1}">${inner}</p>`;
    case 'quote':
      return `<p class="quote">${inner}</p>`;
    case 'item':
      return `<p class="item"><span>${escapeHtml(block.mark ?? '•')}</span> ${inner}</p>`;
    case 'rule':
      return '<hr>';
    case 'gap':
      return '<p class="gap"></p>';
    case 'paragraph':
      return `<p>${inner}</p>`;
    default:
      return block.kind satisfies never;
  }
}

/** A message's text in HTML, as its product would show it. Everything from outside is escaped. */
export function messageHtml(message: ChatMessage): string {
  return parseBlocks(message.text, DIALECTS[message.dialect], message.mentions.notified).map(blockHtml).join('');
}
