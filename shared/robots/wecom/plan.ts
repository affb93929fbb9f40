import type { MessageDraft } from '../../rendering/message.ts';
import { cutText } from '../cut-text.ts';
import { plainText } from '../plain-text.ts';
import { MAX_TEXT_BYTES } from './limits.ts';

/** Bytes of a folded text kept free for the robot's keyword, which is added later. */
const KEYWORD_RESERVE = 128;

/** Bytes of the line that says what a mention is about. */
const MAX_SUBJECT_BYTES = 256;

/**
 * The messages a draft becomes.
 *
 * WeCom's markdown can name people by user id only. Mobiles and "everyone" are
 * named by a second, short text message that repeats what it is about; when the
 * robot's budget has no room for a second one, the whole is sent as one text.
 */
export function wecomPlan(draft: MessageDraft, slots: number): readonly [MessageDraft, ...MessageDraft[]] {
  const { mobiles, userIds, all } = draft.mention;
  if (draft.format === 'text' || (mobiles.length === 0 && !all)) return [draft];
  if (slots < 2) return [folded(draft)];

  return [
    { ...draft, mention: { mobiles: [], userIds, all: false } },
    { format: 'text', title: draft.title, text: subject(draft), mention: { mobiles, userIds: [], all } },
  ];
}

function folded(draft: MessageDraft): MessageDraft {
  const text = cutText(plainText(draft.text), MAX_TEXT_BYTES - KEYWORD_RESERVE);

  return { format: 'text', title: draft.title, text, mention: draft.mention };
}

function subject(draft: MessageDraft): string {
  const firstLine = plainText(draft.text).split('\n')[0] ?? '';

  return cutText(draft.title.replace(/\s+/g, ' ').trim() || firstLine, MAX_SUBJECT_BYTES);
}
