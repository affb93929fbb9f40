import type { Mention, MessageDraft } from '../../rendering/message.ts';
import { missingKeyword } from '../keyword.ts';
import { mentioned, namesNobody } from '../mentioned.ts';
import { plainText } from '../plain-text.ts';
import { MAX_MENTIONED, MAX_TITLE } from './limits.ts';
import { withLineBreaks } from './line-breaks.ts';

/** A title must not be empty; this is shown when there is nothing else to say. */
const LAST_RESORT_TITLE = 'Tocsin';

/**
 * The request body of a message, exactly as it is sent.
 *
 * People are named twice: in `at`, which notifies, and as `@…` in the text,
 * without which markdown names nobody. Everyone is named by `isAtAll` alone.
 * `msgUuid` makes DingTalk drop a repeat of a message it already has.
 */
export function dingtalkBody(draft: MessageDraft, keywords: readonly string[], messageId: string): string {
  const mention = mentioned(draft.mention, MAX_MENTIONED);
  const content =
    draft.format === 'markdown' ? markdownContent(draft, mention, keywords) : textContent(draft, mention, keywords);

  return JSON.stringify({ ...content, ...at(mention), msgUuid: messageId });
}

function markdownContent(draft: MessageDraft, mention: Mention, keywords: readonly string[]): object {
  const title = titleOf(draft);
  const text = blocks(withLineBreaks(draft.text) || title, mentionTokens(mention));

  return { msgtype: 'markdown', markdown: { title, text: blocks(text, missingKeyword(keywords, title, text)) } };
}

function textContent(draft: MessageDraft, mention: Mention, keywords: readonly string[]): object {
  const content = lines(draft.text.trim() || titleOf(draft), mentionTokens(mention));

  return { msgtype: 'text', text: { content: lines(content, missingKeyword(keywords, content)) } };
}

function titleOf(draft: MessageDraft): string {
  const title = draft.title.replace(/\s+/g, ' ').trim() || plainText(draft.text).split('\n')[0] || LAST_RESORT_TITLE;

  return [...title].slice(0, MAX_TITLE).join('');
}

/** DingTalk finds a name only between spaces or at the ends of a line. */
function mentionTokens(mention: Mention): string {
  return [...mention.mobiles, ...mention.userIds].map((who) => `@${who}`).join(' ');
}

function at(mention: Mention): object {
  if (namesNobody(mention)) return {};

  return { at: { atMobiles: mention.mobiles, atUserIds: mention.userIds, isAtAll: mention.all } };
}

function blocks(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

function lines(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}
