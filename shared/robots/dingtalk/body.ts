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
  const { title, text } = dingtalkWords(draft, keywords);
  const content =
    draft.format === 'markdown'
      ? { msgtype: 'markdown', markdown: { title, text } }
      : { msgtype: 'text', text: { content: text } };

  return JSON.stringify({ ...content, ...at(mentioned(draft.mention, MAX_MENTIONED)), msgUuid: messageId });
}

/** The words of a message as they are sent. A text message goes without the title. */
export function dingtalkWords(draft: MessageDraft, keywords: readonly string[]): Pick<MessageDraft, 'title' | 'text'> {
  const title = titleOf(draft);
  const tokens = mentionTokens(mentioned(draft.mention, MAX_MENTIONED));
  if (draft.format === 'markdown') {
    const text = blocks(withLineBreaks(draft.text) || title, tokens);
    return { title, text: blocks(text, missingKeyword(keywords, title, text)) };
  }

  const text = lines(draft.text.trim() || title, tokens);
  return { title, text: lines(text, missingKeyword(keywords, text)) };
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
