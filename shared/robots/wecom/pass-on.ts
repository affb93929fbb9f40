import { byteLength } from '../../rendering/cut.ts';
import {
  isFields,
  readOwnMessage,
  textOf,
  textsOf,
  type Words,
  withKeyword,
  withLastEntry,
  withLine,
} from '../own-message.ts';
import type { PassedOn } from '../robot.ts';
import { MAX_MARKDOWN_BYTES, MAX_TEXT_BYTES } from './limits.ts';

/** The same, and how many bytes a text may have. */
interface BoundedWords extends Words {
  readonly maxBytes?: number;
}

function content(maxBytes: number): BoundedWords {
  return {
    texts: (said) => [textOf(said, 'content')],
    append: (said, keyword) => withLine(said, 'content', keyword),
    maxBytes,
  };
}

const TYPES: Readonly<Record<string, BoundedWords>> = {
  text: content(MAX_TEXT_BYTES),
  markdown: content(MAX_MARKDOWN_BYTES),
  markdown_v2: content(MAX_MARKDOWN_BYTES),
  news: {
    texts: (said) => [...textsOf(said, 'articles', 'title'), ...textsOf(said, 'articles', 'description')],
    append: (said, keyword) =>
      withLastEntry(said, 'articles', (article) => withLine(article, 'description', keyword, ' ')),
  },
  template_card: {
    texts: (said) => [
      textOf(said, 'sub_title_text'),
      isFields(said['main_title']) ? textOf(said['main_title'], 'title') : '',
    ],
    append: (said, keyword) => withLine(said, 'sub_title_text', keyword),
  },
};

/** Somebody's own message for WeCom, with the robot's keyword; undefined where it does not fit then. */
export function passOnToWecom(body: string, keywords: readonly string[]): PassedOn | undefined {
  const own = readOwnMessage(body);
  const words = own !== undefined && Object.hasOwn(TYPES, own.msgtype) ? TYPES[own.msgtype] : undefined;
  if (own === undefined || words === undefined) return undefined;
  const said = withKeyword(own.said, words, keywords);
  const { maxBytes = Number.POSITIVE_INFINITY } = words;
  if (said === undefined || words.texts(said).some((text) => byteLength(text) > maxBytes)) return undefined;

  return { format: own.msgtype === 'text' ? 'text' : 'markdown', body: own.write(said) };
}
