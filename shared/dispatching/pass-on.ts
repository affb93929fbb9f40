import type { AlertItem } from '../admission/alert-item.ts';
import type { People } from '../alert/alert.ts';
import { type Mention, NOBODY, type RenderedMessage, type ToldAlert } from '../rendering/message.ts';
import type { Writing } from './writing.ts';

/** An alert about to be told, with what is stored of it. */
export interface Telling {
  readonly item: AlertItem;
  readonly told: ToldAlert;
}

/**
 * The message of an alert that came as one, just as it came; undefined where
 * there is something to add: company, a count, lateness, people of the channel,
 * a doubt whether people have it already, or another product to write for.
 */
export function passOn(tellings: readonly Telling[], mention: Mention, writing: Writing): RenderedMessage | undefined {
  const [only, ...others] = tellings;
  if (only === undefined || others.length > 0 || hasOccasion(writing) || !isNews(only)) return undefined;
  const { name, description, verbatim, people } = only.told.alert;
  if (verbatim?.product !== writing.robot.product || namesOthers(mention, people)) return undefined;
  const passed = written(verbatim.body, writing);

  return passed && { ...passed, title: name, text: description || name, mention: NOBODY, cut: false };
}

/** Whatever a stored body does to its writer, the alert is told: then in our own words. */
function written(body: string, { robot, keywords }: Writing): ReturnType<Writing['robot']['passOn']> {
  try {
    return robot.passOn(body, keywords);
  } catch {
    return undefined;
  }
}

/** Whether the message has something to say of itself, or was refused before. */
function hasOccasion({ simpler, possiblyRepeated, fallback, notes }: Writing): boolean {
  return simpler !== undefined || possiblyRepeated === true || fallback !== undefined || notes.length > 0;
}

/** Longer than this after it came, ms, a message has to say when that was. */
const FRESH_MS = 60_000;

/** Whether it came once since it was last told, and goes out when people expect it: not put off, nor held as a repeat. */
function isNews({ item, told }: Telling): boolean {
  if (!cameOnce(item, told) || told.lateMs !== undefined || told.flapping !== undefined || wasPutOff(item))
    return false;
  if (told.change === 'new') return (item.dueAt ?? 0) - item.firstAt <= FRESH_MS;

  return told.change === 'repeat' && (item.dueAt ?? 0) <= (item.since ?? 0);
}

/** A second time as soon as this, ms, is its sender's trying again, who had no answer: it is counted, and no news. */
const AGAIN_MS = 2_000;

/**
 * Whether a message of it says all by being there once. That its second receipt
 * came while the first was being told is said by nothing either: whether it was
 * a moment before or after that is chance.
 */
function cameOnce({ since, lastAt }: AlertItem, { sinceLast }: ToldAlert): boolean {
  return sinceLast === 1 || (sinceLast === 2 && lastAt - (since ?? lastAt) <= AGAIN_MS);
}

/** Whether anything held it back since it came, also where that ended early; what held back a former telling is past. */
function wasPutOff({ heldBack, lastAt }: AlertItem): boolean {
  return heldBack !== undefined && (heldBack.untilMs !== undefined || heldBack.atMs >= lastAt);
}

function namesOthers({ mobiles, userIds, all }: Mention, people: People | undefined): boolean {
  return (
    mobiles.some((one) => people?.mobiles.includes(one) !== true) ||
    userIds.some((one) => people?.userIds.includes(one) !== true) ||
    (all && people?.all !== true)
  );
}
