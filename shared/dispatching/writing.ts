import type { Channel } from '../channels/channel.ts';
import type { Simpler } from '../pacing/lane.ts';
import type { Note } from '../rendering/message.ts';
import { robotFor } from '../robots/registry.ts';
import type { Robot } from '../robots/robot.ts';
import { NO_RULES, type RuleBook } from '../routing/rule-book.ts';
import { leading, type Waiting } from './choose-entries.ts';
import { type Route, robotOf } from './route.ts';

/** How a message is to be written. */
export interface Writing {
  readonly robot: Robot;
  /** The channel whose language, format and templates count. */
  readonly channel: Channel;
  /** All channels the message speaks for. */
  readonly channels: readonly Channel[];
  /** The channel that lends its robot: its people are named. */
  readonly fallback?: Channel;
  readonly keywords: readonly string[];
  readonly nowMs: number;
  /** The robot refused a former version. */
  readonly simpler?: Simpler;
  /** The answer to a first version was lost, so people may see it twice. */
  readonly possiblyRepeated?: true;
  /** Where all alerts of the message are listed. */
  readonly link?: string;
  /** Lines about the message itself. */
  readonly notes: readonly Note[];
  /** Alerts that waited too long to be named: told as a count. */
  readonly counted: readonly Waiting[];
}

/** What of the writing depends on why the message is sent. */
export type Occasion = Pick<Writing, 'nowMs' | 'counted' | 'simpler' | 'possiblyRepeated' | 'link'> & {
  readonly notes?: readonly Note[];
  /** The push rules that sent what is told. */
  readonly rules?: RuleBook;
};

/**
 * Language, format and templates are those of the fallback that speaks, else of
 * the channel with most alerts in it, in the language that the push rules of all
 * its alerts ask for, when they agree.
 */
export function writingFor(
  route: Route,
  chosen: readonly Waiting[],
  { rules = NO_RULES, ...occasion }: Occasion,
): Writing {
  const { fallback } = route;
  const all = [...chosen, ...occasion.counted];
  const channels = [...new Set(all.map((one) => one.channel))];
  const channel = fallback ?? inLanguageOf(all, rules, leading(chosen.length > 0 ? chosen : occasion.counted));

  return {
    ...occasion,
    robot: robotFor(channel.type),
    channel,
    channels,
    keywords: robotOf(route).robot.keywords,
    notes: [
      ...(fallback === undefined ? [] : channels.map(({ name }): Note => ({ kind: 'for-channel', channel: name }))),
      ...(occasion.notes ?? []),
      ...collapsed(occasion.counted),
    ],
    ...(fallback === undefined ? {} : { fallback }),
  };
}

/** A channel that speaks another language where every alert is to be told in that. */
function inLanguageOf(told: readonly Waiting[], rules: RuleBook, channel: Channel): Channel {
  const languages = new Set(
    told.map(({ brief, channel: own }) => {
      const rule = brief.rule === undefined ? undefined : rules.find(brief.rule);
      return rule?.language ?? own.message.language;
    }),
  );
  const [language] = languages;
  if (language === undefined || languages.size > 1 || language === channel.message.language) return channel;

  return { ...channel, message: { ...channel.message, language } };
}

function collapsed(counted: readonly Waiting[]): readonly Note[] {
  if (counted.length === 0) return [];
  const oldestAt = counted.reduce((oldest, { entry }) => Math.min(oldest, entry.since), Number.POSITIVE_INFINITY);

  return [{ kind: 'collapsed', count: counted.length, oldestAt }];
}
