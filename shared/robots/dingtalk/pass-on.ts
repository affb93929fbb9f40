import { byteLength } from '../../rendering/cut.ts';
import {
  type Fields,
  readOwnMessage,
  textOf,
  textsOf,
  type Words,
  withKeyword,
  withLastEntry,
  withLine,
} from '../own-message.ts';
import type { PassedOn } from '../robot.ts';

/**
 * Bytes of a whole request body (errcode 460101). It is its sender's size that
 * counts here, which the server would have taken; ours for our own messages leaves more room.
 */
const MAX_BYTES = 20_000;

const TITLE_AND_TEXT = (said: Fields) => [textOf(said, 'title'), textOf(said, 'text')];

const TYPES: Readonly<Record<string, Words>> = {
  text: {
    texts: (said) => [textOf(said, 'content')],
    append: (said, keyword) => withLine(said, 'content', keyword),
  },
  markdown: { texts: TITLE_AND_TEXT, append: (said, keyword) => withLine(said, 'text', keyword, '\n\n') },
  link: { texts: TITLE_AND_TEXT, append: (said, keyword) => withLine(said, 'text', keyword) },
  actionCard: { texts: TITLE_AND_TEXT, append: (said, keyword) => withLine(said, 'text', keyword, '\n\n') },
  feedCard: {
    texts: (said) => textsOf(said, 'links', 'title'),
    append: (said, keyword) => withLastEntry(said, 'links', (link) => withLine(link, 'title', keyword, ' ')),
  },
};

/** Somebody's own message for DingTalk, with the robot's keyword; undefined where it does not fit then. */
export function passOnToDingtalk(body: string, keywords: readonly string[]): PassedOn | undefined {
  const own = readOwnMessage(body);
  const words = own !== undefined && Object.hasOwn(TYPES, own.msgtype) ? TYPES[own.msgtype] : undefined;
  if (own === undefined || words === undefined) return undefined;
  const said = withKeyword(own.said, words, keywords);
  const passed = said && own.write(said);
  if (passed === undefined || byteLength(withMessageId(passed, MESSAGE_ID_FOR_SIZE)) > MAX_BYTES) return undefined;

  return { format: own.msgtype === 'text' ? 'text' : 'markdown', body: passed };
}

/** As long as ours are. */
const MESSAGE_ID_FOR_SIZE = 'x'.repeat(40);

/**
 * A body that `passOnToDingtalk` wrote, under our own id, by which DingTalk drops a repeat of what it has already. The
 * rest is not written anew: how deeply it is nested can't matter any more.
 */
export function withMessageId(body: string, messageId: string): string {
  return `${body.slice(0, -1)},"msgUuid":${JSON.stringify(messageId)}}`;
}
