import { isJsonObject, type JsonObject } from '../sources/json.ts';
import { webLink } from '../sources/web-link.ts';
import { filledText, itemsOf, lackingField, sectionOf, sectionsOf } from './json-texts.ts';
import { peopleOf } from './people.ts';
import { spokenText } from './spoken-text.ts';
import type { MessageReading, RobotMessage, Vendor, VendorAnswer } from './vendor.ts';
import { invalidField, tooLong, wecomAnswer, wecomRefusal } from './wecom-answers.ts';

/** Bytes of a markdown text (developer.work.weixin.qq.com/document/path/91770, read 2026-11-21). */
const MAX_MARKDOWN_BYTES = 4_096;
/** Bytes of a text that servers have been seen to take; 2,048 are documented. */
const MAX_TEXT_BYTES = 5_120;
/** Bytes of a body: many times what the largest message of a type that is taken needs. */
const MAX_BODY_BYTES = 65_536;
/** Articles of a news message (developer.work.weixin.qq.com/document/path/91770, read 2026-11-21). */
const MAX_ARTICLES = 8;

/** The side of WeCom's group robots: `POST /cgi-bin/webhook/send?key=…`. */
export const WECOM_VENDOR: Vendor = {
  product: 'wecom',
  tokenParameter: 'key',
  maxBytes: MAX_BODY_BYTES,
  signs: false,
  answer: wecomAnswer,
  read: readWecom,
};

/** The answer to an upload: media would be another robot's, so there are none here. */
export const NO_UPLOADS: VendorAnswer = wecomRefusal(40004, 'invalid media type', 'tocsin takes no media');

type Said = Pick<RobotMessage, 'title' | 'text'> & { readonly link?: string };

/** The types of page 91770 but for media, which belong to the robot they were uploaded to. */
const READERS: Readonly<Record<string, (section: JsonObject) => Said | VendorAnswer>> = {
  text: (section) => content(section, 'text', MAX_TEXT_BYTES),
  markdown: (section) => content(section, 'markdown', MAX_MARKDOWN_BYTES),
  markdown_v2: (section) => content(section, 'markdown_v2', MAX_MARKDOWN_BYTES),
  news: readNews,
  template_card: readTemplateCard,
  image: () => wecomRefusal(40008, 'invalid message type', 'tocsin takes no media'),
  file: () => wecomRefusal(40007, 'invalid media_id', 'tocsin takes no media'),
  voice: () => wecomRefusal(40007, 'invalid media_id', 'tocsin takes no media'),
};

function readWecom(body: JsonObject): MessageReading {
  const msgtype = filledText(body, 'msgtype');
  const read = Object.hasOwn(READERS, msgtype) ? READERS[msgtype] : undefined;
  if (read === undefined) return { kind: 'refused', answer: wecomRefusal(40008, 'invalid message type') };
  const section = sectionOf(body, msgtype);
  const said = read(section);
  if ('errcode' in said) return { kind: 'refused', answer: said };

  const url = webLink(said.link ?? '');
  const people = peopleIn(msgtype, section);
  return {
    kind: 'message',
    message: {
      msgtype,
      title: said.title,
      text: said.text,
      ...(url === undefined ? {} : { url }),
      ...(people === undefined ? {} : { people }),
    },
  };
}

/** Lists count in a text, `<@id>` in a text and in markdown; everyone only in the lists. */
function peopleIn(msgtype: string, section: JsonObject) {
  const listed = msgtype === 'text' ? itemsOf(section, 'mentioned_list') : [];
  const mobiles = msgtype === 'text' ? itemsOf(section, 'mentioned_mobile_list') : [];
  const isInline = msgtype === 'text' || msgtype === 'markdown';
  const inline = isInline ? [...filledText(section, 'content').matchAll(/<@([^\s<>@]+)>/g)].map(([, id]) => id) : [];
  const isAll = (one: unknown) => one === '@all';

  return peopleOf('wecom', {
    mobiles: mobiles.filter((one) => !isAll(one)),
    userIds: [...listed.filter((one) => !isAll(one)), ...inline],
    all: [...listed, ...mobiles].some(isAll),
  });
}

function content(section: JsonObject, type: string, maxBytes: number): Said | VendorAnswer {
  const text = filledText(section, 'content');
  if (text === '') return wecomRefusal(44004, 'empty content');
  if (Buffer.byteLength(text) > maxBytes) return tooLong(`${type}.content`, maxBytes);

  return { title: '', text: type === 'text' ? text : spokenText(text) };
}

function readNews(section: JsonObject): Said | VendorAnswer {
  const articles = sectionsOf(section, 'articles');
  const [first] = articles;
  if (first === undefined || articles.length > MAX_ARTICLES) return invalidField('news.articles', 45008);
  const bad = articles.findIndex((article) => lackingField(article, '', ['title', 'url']) !== undefined);
  if (bad >= 0) return invalidField(`news.articles[${bad}]`);
  const lines = articles.map((article) =>
    ['title', 'description', 'url'].map((key) => filledText(article, key)).filter((text) => text !== ''),
  );

  return { title: filledText(first, 'title'), text: lines.flat().join('\n'), link: filledText(first, 'url') };
}

function readTemplateCard(card: JsonObject): Said | VendorAnswer {
  if (!['text_notice', 'news_notice'].includes(filledText(card, 'card_type')))
    return invalidField('template_card.card_type');
  if (!isJsonObject(card['card_action'])) return invalidField('template_card.card_action');
  const main = sectionOf(card, 'main_title');
  const title = filledText(main, 'title') || filledText(card, 'sub_title_text');
  if (title === '') return invalidField('template_card.main_title');

  return { title, text: cardText(card, main), link: filledText(card['card_action'], 'url') };
}

/** What a card says, line by line. */
function cardText(card: JsonObject, main: JsonObject): string {
  const emphasis = sectionOf(card, 'emphasis_content');
  const pairs = [...sectionsOf(card, 'horizontal_content_list'), ...sectionsOf(card, 'vertical_content_list')];
  const lines = [
    filledText(main, 'desc'),
    [filledText(emphasis, 'title'), filledText(emphasis, 'desc')].filter((text) => text !== '').join(' '),
    filledText(card, 'sub_title_text'),
    ...pairs.map((pair) =>
      ['keyname', 'title', 'value', 'desc'].flatMap((key) => filledText(pair, key) || []).join('：'),
    ),
  ];

  return lines.filter((line) => line !== '').join('\n');
}
