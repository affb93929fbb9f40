import { MAX_VERBATIM_BYTES } from '../../alert/alert.ts';
import type { JsonObject } from '../sources/json.ts';
import { webLink } from '../sources/web-link.ts';
import { dingtalkAnswer, missingField, UNSUPPORTED_TYPE } from './dingtalk-answers.ts';
import { filledText, itemsOf, lackingField, sectionOf, sectionsOf } from './json-texts.ts';
import { peopleOf } from './people.ts';
import { spokenText } from './spoken-text.ts';
import type { MessageReading, RobotMessage, Vendor, VendorAnswer } from './vendor.ts';

/** The side of DingTalk's custom robots: `POST /robot/send?access_token=…`. */
export const DINGTALK_VENDOR: Vendor = {
  product: 'dingtalk',
  tokenParameter: 'access_token',
  maxBytes: MAX_VERBATIM_BYTES,
  signs: true,
  answer: dingtalkAnswer,
  read: readDingtalk,
};

type Said = Pick<RobotMessage, 'title' | 'text'> & { readonly link?: string };
type Reader = (section: JsonObject) => Said | VendorAnswer;

/** The five types a webhook takes (open.dingtalk.com, robot message types, read 2026-11-21). Letter case counts. */
const READERS: Readonly<Record<string, Reader>> = {
  text: (section) => need(section, 'text', ['content'], () => ({ title: '', text: filledText(section, 'content') })),
  markdown: (section) => need(section, 'markdown', ['title', 'text'], () => titled(section)),
  link: (section) =>
    need(section, 'link', ['title', 'text', 'messageUrl'], () => ({
      title: filledText(section, 'title'),
      text: filledText(section, 'text'),
      link: filledText(section, 'messageUrl'),
    })),
  actionCard: (section) => need(section, 'actionCard', ['title', 'text'], () => readCard(section)),
  feedCard: readFeed,
};

/** Types that can name people; link and feedCard can't. */
const NAMING = new Set(['text', 'markdown', 'actionCard']);

function readDingtalk(body: JsonObject): MessageReading {
  const msgtype = filledText(body, 'msgtype');
  if (msgtype === '') return refused(missingField('msgtype'));
  const read = Object.hasOwn(READERS, msgtype) ? READERS[msgtype] : undefined;
  if (read === undefined) return refused(UNSUPPORTED_TYPE);
  const said = read(sectionOf(body, msgtype));
  if ('errcode' in said) return refused(said);

  const url = webLink(said.link ?? '');
  const people = NAMING.has(msgtype) ? peopleIn(sectionOf(body, 'at')) : undefined;
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

function peopleIn(at: JsonObject) {
  const all = at['isAtAll'] === true || at['isAtAll'] === 'true';
  return peopleOf('dingtalk', { mobiles: itemsOf(at, 'atMobiles'), userIds: itemsOf(at, 'atUserIds'), all });
}

function titled(section: JsonObject): Said {
  return { title: filledText(section, 'title'), text: spokenText(filledText(section, 'text')) };
}

/** A card needs one jump for all of it, or at least one button that leads somewhere. */
function readCard(section: JsonObject): Said | VendorAnswer {
  const single = filledText(section, 'singleTitle') === '' ? '' : filledText(section, 'singleURL');
  const buttons = sectionsOf(section, 'btns');
  const bad = buttons.findIndex((button) => lackingField(button, '', ['title', 'actionURL']) !== undefined);
  if (single === '' && buttons.length === 0) return missingField('actionCard.btns');
  if (single === '' && bad >= 0) return missingField(`actionCard.btns[${bad}]`);

  return { ...titled(section), link: single || filledText(buttons[0] ?? {}, 'actionURL') };
}

function readFeed(section: JsonObject): Said | VendorAnswer {
  const links = sectionsOf(section, 'links');
  const bad = links.findIndex((link) => lackingField(link, '', ['title', 'messageURL', 'picURL']) !== undefined);
  const [first] = links;
  if (first === undefined) return missingField('feedCard.links');
  if (bad >= 0) return missingField(`feedCard.links[${bad}]`);
  const lines = links.map((link) => `${filledText(link, 'title')} ${filledText(link, 'messageURL')}`);

  return { title: filledText(first, 'title'), text: lines.join('\n'), link: filledText(first, 'messageURL') };
}

function need(section: JsonObject, path: string, keys: readonly string[], read: () => Said | VendorAnswer) {
  const field = lackingField(section, path, keys);
  return field === undefined ? read() : missingField(field);
}

function refused(answer: VendorAnswer): MessageReading {
  return { kind: 'refused', answer };
}
