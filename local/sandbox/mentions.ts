import type { Member } from './group-spec.ts';
import type { Mentions } from './verdict.ts';

/** Nobody is named. */
export const NOBODY_MENTIONED: Mentions = { notified: [], all: false, ignored: [] };

/** At most this many people can be named in one DingTalk message (open.dingtalk.com, custom robots). */
const DINGTALK_MAX_MENTIONS = 50;

/** The `at` object of a DingTalk message, with what is absent empty. */
export interface DingtalkAt {
  readonly atMobiles: readonly string[];
  readonly atUserIds: readonly string[];
  readonly isAtAll: boolean;
}

/** Whether `@handle` stands in the text as a whole word, so that `@1380` isn't found in `@13800000000`. */
function written(text: string, handle: string): boolean {
  const token = `@${handle}`;
  let from = text.indexOf(token);
  while (from >= 0) {
    if (!/[\w-]/.test(text.charAt(from + token.length))) return true;
    from = text.indexOf(token, from + 1);
  }

  return false;
}

function isMember(handle: string, members: readonly Member[] | undefined): boolean {
  return members === undefined || members.some((member) => member.mobile === handle || member.userId === handle);
}

/**
 * Whom a DingTalk message notifies: those in `at` whose `@handle` is in the
 * text as well. Unlike the real robot, which stays silent, it says who was missed and why.
 */
export function dingtalkMentions(text: string, at: DingtalkAt, members: readonly Member[] | undefined): Mentions {
  const notified: string[] = [];
  const ignored: string[] = [];
  for (const handle of new Set([...at.atMobiles, ...at.atUserIds])) {
    if (!written(text, handle)) ignored.push(`${handle}: in "at" but "@${handle}" is not in the text`);
    else if (!isMember(handle, members)) ignored.push(`${handle}: not in this group`);
    else if (notified.length >= DINGTALK_MAX_MENTIONS) ignored.push(`${handle}: beyond the 50 one message may name`);
    else notified.push(handle);
  }

  return { notified, all: at.isAtAll, ignored };
}

/** Names written as `<@userid>` in a WeCom text, in order of appearance. */
function inlineUserIds(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/<@([^<>\s]+)>/g)].map((match) => match[1] ?? ''))];
}

/**
 * Whom a WeCom message notifies. Only `<@userid>` names people in markdown
 * (nobody in markdown_v2); the two lists count in text messages alone.
 */
export function wecomMentions(
  message: { readonly msgtype: string; readonly text: string; readonly listed: readonly string[] },
  members: readonly Member[] | undefined,
): Mentions {
  const inline = message.msgtype === 'markdown_v2' ? [] : inlineUserIds(message.text);
  const listed = message.msgtype === 'text' ? message.listed : [];
  const unheard = message.msgtype === 'text' ? [] : message.listed;
  const named = [...new Set([...inline.filter((id) => id !== 'all'), ...listed.filter((id) => id !== '@all')])];

  return {
    notified: named.filter((handle) => isMember(handle, members)),
    all: listed.includes('@all'),
    ignored: [
      ...named.filter((handle) => !isMember(handle, members)).map((handle) => `${handle}: not in this group`),
      ...unheard.map((handle) => `${handle}: mentioned_list and mentioned_mobile_list count in text messages only`),
      ...(inline.includes('all') ? ['all: <@all> is not understood in this message type'] : []),
    ],
  };
}
