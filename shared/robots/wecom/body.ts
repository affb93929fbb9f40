import { byteLength } from '../../rendering/cut.ts';
import type { Mention, MessageDraft } from '../../rendering/message.ts';
import { cutText } from '../cut-text.ts';
import { missingKeyword } from '../keyword.ts';
import { mentioned } from '../mentioned.ts';
import { MAX_MARKDOWN_BYTES, MAX_MENTIONED, MAX_TEXT_BYTES } from './limits.ts';
import { wecomMarkdown } from './markdown.ts';

/** What is shown when there is nothing else to say: empty content is refused (44004). */
const LAST_RESORT_CONTENT = 'Tocsin';

/**
 * The request body of a message, exactly as it is sent.
 *
 * Content beyond the limit is cut here as a last resort. Rendering fits its
 * text beforehand; only a folded message can't know the keyword added to it.
 */
export function wecomBody(draft: MessageDraft, keywords: readonly string[]): string {
  const content = wecomContent(draft, keywords);
  if (draft.format === 'markdown') return JSON.stringify({ msgtype: 'markdown', markdown: { content } });

  return JSON.stringify({ msgtype: 'text', text: { content, ...mentionLists(draft.mention) } });
}

/** The words of a message as they are sent. */
export function wecomContent(draft: MessageDraft, keywords: readonly string[]): string {
  const { main, people, maxBytes } = parts(draft);
  const uncrowded = cutText(main, maxBytes - byteLength(people)) + people;
  // Asked of what is left after the cut: the word may have stood in what went.
  const keyword = keywordLine(keywords, uncrowded);

  return keyword === '' ? uncrowded : cutText(main, maxBytes - byteLength(people + keyword)) + people + keyword;
}

/** Bytes of the content beyond the limit, before any cut; 0 or less means it fits. */
export function wecomOverBy(draft: MessageDraft, keywords: readonly string[]): number {
  const { main, people, maxBytes } = parts(draft);
  const content = main + people;

  return byteLength(content + keywordLine(keywords, content)) - maxBytes;
}

interface Parts {
  readonly main: string;
  /** The line that names people inside the content; never cut. */
  readonly people: string;
  readonly maxBytes: number;
}

function parts(draft: MessageDraft): Parts {
  const isMarkdown = draft.format === 'markdown';
  const text = isMarkdown ? wecomMarkdown(draft.text) : draft.text.trim();

  return {
    main: text || draft.title.trim() || LAST_RESORT_CONTENT,
    people: isMarkdown ? inlineMentions(draft.mention) : '',
    maxBytes: isMarkdown ? MAX_MARKDOWN_BYTES : MAX_TEXT_BYTES,
  };
}

function keywordLine(keywords: readonly string[], content: string): string {
  const keyword = missingKeyword(keywords, content);

  return keyword === '' ? '' : `\n${keyword}`;
}

/** Markdown can name people by user id only; mobiles and everyone need a text message (see plan.ts). */
function inlineMentions(mention: Mention): string {
  const { userIds } = mentioned({ ...mention, mobiles: [] }, MAX_MENTIONED);

  return userIds.length === 0 ? '' : `\n${userIds.map((userId) => `<@${userId}>`).join(' ')}`;
}

function mentionLists(mention: Mention): object {
  const { mobiles, userIds, all } = mentioned(mention, MAX_MENTIONED);
  const names = all ? [...userIds, '@all'] : userIds;

  return {
    ...(names.length === 0 ? {} : { mentioned_list: names }),
    ...(mobiles.length === 0 ? {} : { mentioned_mobile_list: mobiles }),
  };
}
