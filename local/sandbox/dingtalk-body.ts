import type { Member } from './group-spec.ts';
import { type JsonObject, objectOf, objectsOf, stringsOf, textOf } from './json-reading.ts';
import { dingtalkMentions, NOBODY_MENTIONED } from './mentions.ts';
import type { ChatContent } from './verdict.ts';

/** What a DingTalk body holds. */
export type DingtalkBody =
  | { readonly kind: 'content'; readonly content: ChatContent }
  | { readonly kind: 'unsupported'; readonly msgtype: string }
  | { readonly kind: 'missing'; readonly field: string };

type Shown = Pick<ChatContent, 'title' | 'text' | 'dialect'>;

const missing = (field: string): DingtalkBody => ({ kind: 'missing', field });

/** The first of some fields that is absent or blank, with its path. */
function lacking(object: JsonObject, path: string, keys: readonly string[]): string | undefined {
  const key = keys.find((name) => textOf(object, name) === undefined);

  return key === undefined ? undefined : `${path}.${key}`;
}

function showText(body: JsonObject): Shown | string {
  const text = objectOf(body, 'text');

  return lacking(text, 'text', ['content']) ?? { title: '', text: textOf(text, 'content') ?? '', dialect: 'plain' };
}

function showMarkdown(body: JsonObject): Shown | string {
  const markdown = objectOf(body, 'markdown');

  return (
    lacking(markdown, 'markdown', ['title', 'text']) ?? {
      title: textOf(markdown, 'title') ?? '',
      text: textOf(markdown, 'text') ?? '',
      dialect: 'dingtalk',
    }
  );
}

function showLink(body: JsonObject): Shown | string {
  const link = objectOf(body, 'link');
  const [title, text, url] = [textOf(link, 'title') ?? '', textOf(link, 'text') ?? '', textOf(link, 'messageUrl')];

  return (
    lacking(link, 'link', ['title', 'text', 'messageUrl']) ?? {
      title,
      text: `${text}\n${url}`,
      dialect: 'plain' as const,
    }
  );
}

/** A card needs one whole-card jump (`singleTitle`, `singleURL`) or at least one button; letter case counts. */
function showActionCard(body: JsonObject): Shown | string {
  const card = objectOf(body, 'actionCard');
  const buttons = objectsOf(card, 'btns');
  const single = textOf(card, 'singleTitle') !== undefined && textOf(card, 'singleURL') !== undefined;
  const badButton = buttons.findIndex((button) => lacking(button, '', ['title', 'actionURL']) !== undefined);
  const absent = lacking(card, 'actionCard', ['title', 'text']);
  if (absent !== undefined) return absent;
  if (!single && buttons.length === 0) return 'actionCard.btns';
  if (!single && badButton >= 0) return `actionCard.btns[${badButton}]`;

  return { title: textOf(card, 'title') ?? '', text: textOf(card, 'text') ?? '', dialect: 'dingtalk' };
}

function showFeedCard(body: JsonObject): Shown | string {
  const links = objectsOf(objectOf(body, 'feedCard'), 'links');
  const bad = links.findIndex((link) => lacking(link, '', ['title', 'messageURL', 'picURL']) !== undefined);
  if (links.length === 0) return 'feedCard.links';
  if (bad >= 0) return `feedCard.links[${bad}]`;
  const lines = links.map((link) => `${textOf(link, 'title')}\n${textOf(link, 'messageURL')}`);

  return { title: textOf(links[0] ?? {}, 'title') ?? '', text: lines.join('\n'), dialect: 'plain' };
}

/** The five types a webhook takes (open.dingtalk.com, robot message types). */
const READERS: Readonly<Record<string, (body: JsonObject) => Shown | string>> = {
  text: showText,
  link: showLink,
  markdown: showMarkdown,
  actionCard: showActionCard,
  feedCard: showFeedCard,
};

/** Types that can name people; link and feedCard can't. */
const MENTIONING = new Set(['text', 'markdown', 'actionCard']);

/** Reads a DingTalk body: type, required fields, and whom it names. */
export function readDingtalkBody(body: JsonObject, members: readonly Member[] | undefined): DingtalkBody {
  const msgtype = textOf(body, 'msgtype');
  if (msgtype === undefined) return missing('msgtype');
  const read = Object.hasOwn(READERS, msgtype) ? READERS[msgtype] : undefined;
  if (read === undefined) return { kind: 'unsupported', msgtype };
  const shown = read(body);
  if (typeof shown === 'string') return missing(shown);

  const at = objectOf(body, 'at');
  const handles = {
    atMobiles: stringsOf(at, 'atMobiles'),
    atUserIds: stringsOf(at, 'atUserIds'),
    isAtAll: at['isAtAll'] === true,
  };
  const mentions = MENTIONING.has(msgtype) ? dingtalkMentions(shown.text, handles, members) : NOBODY_MENTIONED;
  const msgUuid = textOf(body, 'msgUuid');

  return { kind: 'content', content: { msgtype, ...shown, mentions, ...(msgUuid === undefined ? {} : { msgUuid }) } };
}
