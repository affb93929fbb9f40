import type { Member } from './group-spec.ts';
import { isObject, type JsonObject, objectOf, objectsOf, stringsOf, textOf } from './json-reading.ts';
import { wecomMentions } from './mentions.ts';
import type { ChatContent } from './verdict.ts';

/** What a WeCom body holds. Sizes are checked by the caller. */
export type WecomBody =
  | { readonly kind: 'content'; readonly content: ChatContent }
  | { readonly kind: 'unsupported'; readonly msgtype: string }
  | { readonly kind: 'empty'; readonly field: string }
  | { readonly kind: 'invalid'; readonly errcode: number; readonly field: string };

type Shown = Pick<ChatContent, 'title' | 'text' | 'dialect'>;
type Reading = Shown | Exclude<WecomBody, { readonly kind: 'content' }>;

const invalid = (errcode: number, field: string): Reading => ({ kind: 'invalid', errcode, field });

function showContent(body: JsonObject, key: string, dialect: ChatContent['dialect']): Reading {
  const text = textOf(objectOf(body, key), 'content');

  return text === undefined ? { kind: 'empty', field: `${key}.content` } : { title: '', text, dialect };
}

/** One to eight articles with title and url (developer.work.weixin.qq.com 91770). */
function showNews(body: JsonObject): Reading {
  const articles = objectsOf(objectOf(body, 'news'), 'articles');
  if (articles.length < 1 || articles.length > 8) return invalid(45008, 'news.articles');
  const bad = articles.findIndex(
    (article) => textOf(article, 'title') === undefined || textOf(article, 'url') === undefined,
  );
  if (bad >= 0) return invalid(40058, `news.articles[${bad}]`);
  const text = articles.map((article) => `${textOf(article, 'title')}\n${textOf(article, 'url')}`).join('\n');

  return { title: '', text, dialect: 'plain' };
}

function showImage(body: JsonObject): Reading {
  const image = objectOf(body, 'image');
  if (textOf(image, 'base64') === undefined) return invalid(40063, 'image.base64');
  if (!/^[0-9a-f]{32}$/i.test(textOf(image, 'md5') ?? '')) return invalid(40063, 'image.md5');

  return { title: '', text: '[image]', dialect: 'plain' };
}

function showCard(body: JsonObject): Reading {
  const card = objectOf(body, 'template_card');
  if (!['text_notice', 'news_notice'].includes(textOf(card, 'card_type') ?? ''))
    return invalid(40058, 'template_card.card_type');
  if (!isObject(card['card_action'])) return invalid(40058, 'template_card.card_action');
  const text = textOf(objectOf(card, 'main_title'), 'title') ?? textOf(card, 'sub_title_text');

  return text === undefined ? invalid(40058, 'template_card.main_title') : { title: '', text, dialect: 'plain' };
}

/** No media can be uploaded to the stand-in, so no media_id is ever known. */
const unknownMedia = (): Reading => invalid(40007, 'media_id');

/** The eight types a webhook takes (developer.work.weixin.qq.com 91770). */
const READERS: Readonly<Record<string, (body: JsonObject) => Reading>> = {
  text: (body) => showContent(body, 'text', 'wecom-text'),
  markdown: (body) => showContent(body, 'markdown', 'wecom'),
  markdown_v2: (body) => showContent(body, 'markdown_v2', 'wecom-v2'),
  news: showNews,
  image: showImage,
  template_card: showCard,
  file: unknownMedia,
  voice: unknownMedia,
};

/** Reads a WeCom body: type, content, and whom it names. */
export function readWecomBody(body: JsonObject, members: readonly Member[] | undefined): WecomBody {
  const msgtype = textOf(body, 'msgtype') ?? '';
  const read = Object.hasOwn(READERS, msgtype) ? READERS[msgtype] : undefined;
  if (read === undefined) return { kind: 'unsupported', msgtype };
  const shown = read(body);
  if ('kind' in shown) return shown;

  const section = objectOf(body, msgtype);
  const listed = [...stringsOf(section, 'mentioned_list'), ...stringsOf(section, 'mentioned_mobile_list')];
  const mentions = wecomMentions({ msgtype, text: shown.text, listed }, members);

  return { kind: 'content', content: { msgtype, ...shown, mentions } };
}
