import { aggregationWords } from '../admission/aggregation-key.ts';
import type { AlertItem } from '../admission/alert-item.ts';
import { keyOf } from '../admission/alert-store.ts';
import { decodeBrief } from '../admission/brief.ts';
import { levelNumber } from '../alert/level.ts';
import type { Channel, Language } from '../channels/channel.ts';
import type { AlertRef } from '../pacing/lane.ts';
import { isCanary } from '../receiving/canary.ts';
import type { DigestEntry, Mention, MessageKind, RenderedMessage, ToldAlert } from '../rendering/message.ts';
import { renderMessage } from '../rendering/render.ts';
import type { MessageContent, RenderSettings } from '../rendering/render-request.ts';
import type { Waiting } from './choose-entries.ts';
import { digestEntry } from './digest-entry.ts';
import { oldestLateness } from './lateness.ts';
import { canaryAmong, mentionOf, peopleOf } from './named.ts';
import { passOn } from './pass-on.ts';
import { isQuietEnd, type QuietEnds, tellingIn } from './quiet-ends.ts';
import { toldAlert } from './told-alert.ts';
import type { Writing } from './writing.ts';

/** More alerts than this are told by their briefs: reading their content would cost more than it says. */
export const MAX_WITH_CONTENT = 25;

/** A digest people can read on a phone; 19 kB would name 400 alerts and nobody reads them. */
const SOFT_DIGEST_BYTES = 6_000;

/** A message about alerts, ready to be sent. */
export interface ComposedMessage {
  readonly kind: MessageKind;
  readonly refs: readonly AlertRef[];
  readonly rendered: RenderedMessage;
  /** Ids of the alerts by channel, the first fifty each, for the record. */
  readonly alertIds: ReadonlyMap<string, readonly string[]>;
  /** Groups of channels that hold what is new of a group just told. */
  readonly heldGroups: readonly HeldGroup[];
  /** The channel whose canary it tells, if it does. */
  readonly canaryOf?: string;
}

/** A group of alerts in a channel, by the hash in its briefs. */
export interface HeldGroup {
  readonly channel: Channel;
  readonly group: string;
}

/** Alerts that turned out to have nothing to say. */
export interface Withheld extends AlertRef {
  readonly reason: string;
}

/** What composing made of the chosen alerts. */
export interface Composition {
  readonly message?: ComposedMessage;
  readonly withheld: readonly Withheld[];
}

/** A message from whole items: single, recovery or aggregated. */
export function composeFromItems(items: readonly AlertItem[], occasion: Writing): Composition {
  const writing = asRemembered(items, occasion);
  const channelOf = (item: AlertItem) => writing.channels.find(({ name }) => name === item.channel);
  const tellings = items.map((item) => ({ item, telling: tellingIn(channelOf(item), item) }));
  const withheld = tellings.flatMap(({ item, telling }) =>
    telling.kind === 'nothing' ? [{ ...refOf(item), reason: telling.reason }] : [],
  );
  const told = tellings.flatMap(({ item, telling }) =>
    telling.kind === 'tell' ? [{ item, told: toldAlert(item, telling.change, writing.nowMs) }] : [],
  );
  if (told.length === 0) return { withheld };

  const content = contentOf(
    told.map((one) => one.told),
    writing,
  );
  const firing = told.filter(({ item }) => item.status === 'firing');
  const mention = mentionOf(
    firing.map(({ item, told: { alert } }) => ({
      ...peopleOf(decodeBrief(item.brief)),
      ...alert,
      ...{ channel: item.channel, isCanary: isCanary(alert) },
    })),
    writing,
  );
  const message: ComposedMessage = {
    kind: content.kind,
    refs: [...told.map(({ item }) => refOf(item)), ...writing.counted.map(waitingRef)],
    rendered: passOn(told, mention, writing) ?? render(content, mention, writing),
    alertIds: idsByChannel([
      ...told.map(({ item, told: { alert } }) => ({ channel: item.channel, id: alert.id })),
      ...writing.counted.map(idOf),
    ]),
    heldGroups: heldGroups(
      told.map(({ item }) => ({ channel: item.channel, group: decodeBrief(item.brief).group })),
      writing,
    ),
    ...canaryAmong(told.map(({ item, told: { alert } }) => ({ channel: item.channel, isCanary: isCanary(alert) }))),
  };

  return { message, withheld };
}

/** What was put off may have been shown before: the alert itself remembers, for longer than its lane does. */
function asRemembered(items: readonly AlertItem[], writing: Writing): Writing {
  return items.some(isPossibleRepeat) ? { ...writing, possiblyRepeated: true } : writing;
}

/** What changed since it may have been shown is news, as a new episode is: only its end is still to be told for the former. */
function isPossibleRepeat({ status, version, maybeShown, maybeShownVersion = version }: AlertItem): boolean {
  return status === 'firing' && maybeShown === true && maybeShownVersion === version;
}

/** A message from briefs, and what is left to tell where an end is kept quiet: the digest of a storm. */
export function composeDigest(waiting: readonly Waiting[], writing: Writing, quietEnds: QuietEnds): Composition {
  const { spoken, withheld } = toldOrNot(waiting, quietEnds);
  const all = [...spoken, ...writing.counted];
  if (all.length === 0) return { withheld };

  const firing = spoken.filter(({ brief }) => brief.status === 'firing');
  const mention = mentionOf(
    firing.map(({ entry, brief }) => ({ channel: entry.channel, ...brief })),
    writing,
  );
  const lateMs = oldestLateness(spoken, writing.nowMs);
  const entries = spoken.map((one) => entryOf(one, writing));
  const message: ComposedMessage = {
    kind: 'digest',
    refs: all.map(waitingRef),
    rendered: render({ kind: 'digest', entries, ...(lateMs === undefined ? {} : { lateMs }) }, mention, writing),
    alertIds: idsByChannel(all.map(idOf)),
    heldGroups: heldGroups(
      spoken.map(({ entry, brief }) => ({ channel: entry.channel, group: brief.group })),
      writing,
    ),
    ...canaryAmong(spoken.map(({ entry, brief }) => ({ channel: entry.channel, ...brief }))),
  };

  return { message, withheld };
}

/** Where the robot refuses the alerts' words, all are told under one of ours. */
function entryOf(waiting: Waiting, { simpler, channel }: Writing): DigestEntry {
  const entry = digestEntry(waiting);
  return simpler === 'counts' ? { ...entry, name: UNNAMED[channel.message.language], target: '' } : entry;
}

const UNNAMED: Readonly<Record<Language, string>> = {
  zh_CN: '内容被机器人拒收的告警',
  zh_TW: '內容被機器人拒收的告警',
  en_US: 'alert whose words the robot refuses',
};

function contentOf(
  told: readonly ToldAlert[],
  writing: Writing,
): Exclude<MessageContent, { kind: 'test' | 'notice' | 'digest' }> {
  const [first] = told;
  if (first !== undefined && told.length === 1) {
    const ended = first.change === 'recovered' || first.change === 'fired-and-recovered';
    return { kind: ended ? 'recovery' : 'single', told: first };
  }

  const groupBy = first === undefined ? '' : aggregationWords(first.alert, writing.channel.aggregation.groupBy);
  return { kind: 'aggregated', told, groupBy };
}

function render(content: MessageContent, mention: Mention, writing: Writing): RenderedMessage {
  const settings: RenderSettings = {
    settings: writing.simpler === undefined ? writing.channel.message : plain(writing.channel),
    product: writing.robot.product,
    face: writing.robot,
    keywords: writing.keywords,
    mention,
    nowMs: writing.nowMs,
    ...(writing.possiblyRepeated ? { possiblyRepeated: true } : {}),
    ...(writing.simpler === undefined ? listedAt(content, writing) : { links: 'none' }),
    ...(writing.notes.length === 0 ? {} : { notes: writing.notes }),
    ...(content.kind === 'digest' && writing.robot.product === 'dingtalk' ? { softBytes: SOFT_DIGEST_BYTES } : {}),
  };

  return renderMessage({ ...settings, ...content });
}

/** Only a message of several alerts may leave some out; of a single one the link is its own. */
function listedAt({ kind }: MessageContent, { link }: Writing): Pick<RenderSettings, 'link'> {
  return link === undefined || (kind !== 'aggregated' && kind !== 'digest') ? {} : { link };
}

/** Default templates, as text: nothing a filter or a parser could dislike but the alert's own words. */
function plain(channel: Channel): Channel['message'] {
  return { ...channel.message, format: 'text', templates: {} };
}

/** What a digest tells of these. An end kept quiet of which nothing is known is something else by now, and due as that. */
function toldOrNot(waiting: readonly Waiting[], quietEnds: QuietEnds) {
  const spoken: Waiting[] = [];
  const withheld: Withheld[] = [];
  for (const one of waiting) {
    const telling = quietEnds.get(keyOf(one.entry));
    if (!isQuietEnd(one) || telling?.kind === 'tell') spoken.push(one);
    else if (telling !== undefined) withheld.push({ ...waitingRef(one), reason: telling.reason });
  }

  return { spoken, withheld };
}

function refOf(item: AlertItem): AlertRef {
  const { channel, fingerprint, version, status, level } = item;
  return { channel, fingerprint, version, status, level };
}

function waitingRef({ entry, brief }: Waiting): AlertRef {
  const { channel, fingerprint, version } = entry;
  return { channel, fingerprint, version, status: brief.status, level: levelNumber(brief.level) };
}

function heldGroups(
  groups: readonly { readonly channel: string; readonly group: string }[],
  { channels }: Writing,
): readonly HeldGroup[] {
  const holding = channels.filter(({ aggregation }) => aggregation.enabled && aggregation.holdNew);
  return holding.flatMap((channel) => {
    const own = groups.filter((one) => one.channel === channel.name).map(({ group }) => group);
    return [...new Set(own)].map((group) => ({ channel, group }));
  });
}

function idOf({ entry }: Waiting): { readonly channel: string; readonly id: string } {
  return { channel: entry.channel, id: entry.fingerprint };
}

/** Ids a record of a delivery lists; the count beside them is the true number. */
const MAX_LISTED_IDS = 50;

function idsByChannel(
  ids: readonly { readonly channel: string; readonly id: string }[],
): ReadonlyMap<string, readonly string[]> {
  const byChannel = Map.groupBy(ids, ({ channel }) => channel);
  return new Map([...byChannel].map(([name, list]) => [name, list.slice(0, MAX_LISTED_IDS).map(({ id }) => id)]));
}
