import type { Level } from '../alert/level.ts';
import type { Language } from '../channels/channel.ts';

/** Days of the week, as windows name them. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** Which alerts a rule is for: every part has to fit, an absent one fits all. */
export interface PushMatch {
  readonly sources?: readonly string[];
  /** Exact, with `*` and `?`, or `/pattern/`. */
  readonly names?: readonly string[];
  readonly levels?: readonly Level[];
  /** This level or a worse one. */
  readonly atLeast?: Level;
  /** Exact, or with `*` and `?`. */
  readonly targets?: readonly string[];
  /** OCP's rule groups (the label `alarm_group`), or what the source itself groups by; exact, or with `*` and `?`. */
  readonly groups?: readonly string[];
  /** Matchers as text; all have to match. */
  readonly labels?: readonly string[];
}

/** When a rule sends: a stretch of the day, on the clock of a time zone. */
export interface PushWindow {
  /** The days on which it begins. */
  readonly days: readonly Day[];
  /** `22:00`. */
  readonly from: string;
  /** `06:00`: not after `from`, so of the next day. `24:00` is the end of the day. */
  readonly to: string;
  readonly timeZone: string;
  /** What becomes of an alert that comes outside: recorded as suppressed, or due when the window opens. */
  readonly outside: 'drop' | 'hold';
}

/** How many alerts a rule tells a channel, by the hour and day of that channel's time zone. At least one of both is set. */
export interface PushLimits {
  readonly perHour?: number;
  readonly perDay?: number;
  /** What becomes of an alert beyond that: summarised when the hour or day is over, or recorded as suppressed. */
  readonly over: 'drop' | 'hold';
}

/** Where a rule sends: everything to the same channels, or each level to its own. */
export type PushTargets =
  | { readonly channels: readonly string[] }
  | { readonly channelsByLevel: Readonly<Partial<Record<Level, readonly string[]>>> };

/** One rule: which alerts, where to, when. */
export type PushRule = PushTargets & {
  readonly name: string;
  readonly enabled: boolean;
  readonly match: PushMatch;
  /** Whether ends are told; absent: as the channel says. */
  readonly recovery?: boolean;
  readonly window?: PushWindow;
  readonly limits?: PushLimits;
  /** In which language it tells; absent: in the channel's. */
  readonly language?: Language;
  /** Whether the rules after it are asked too. */
  readonly continue: boolean;
};

/** Which alerts go to which channels: the first rule that fits says it. Without rules and default: every channel gets everything. */
export interface PushSettings {
  /** Takes what no rule is for. There whenever there are rules. */
  readonly defaultChannel?: string;
  readonly rules: readonly PushRule[];
}

/** Settings that say nothing. */
export const NO_PUSH_SETTINGS: PushSettings = { rules: [] };

/** Whether there are none. */
export function isEmpty({ defaultChannel, rules }: PushSettings): boolean {
  return defaultChannel === undefined && rules.length === 0;
}

/** Whether something about a rule counts when an alert it sent is told: the alert then keeps which rule it was. */
export function isRemembered({ window, limits, language }: PushRule): boolean {
  return window !== undefined || limits !== undefined || language !== undefined;
}

/** The channels a rule names, each once, with the path of the field in the rule. */
export function channelsOf(rule: PushTargets): readonly { readonly channel: string; readonly field: string }[] {
  if ('channels' in rule) return rule.channels.map((channel, index) => ({ channel, field: `channels[${index}]` }));

  return Object.entries(rule.channelsByLevel).flatMap(([level, channels]) =>
    channels.map((channel, index) => ({ channel, field: `channelsByLevel.${level}[${index}]` })),
  );
}

/** What names a channel in the settings, in words. */
export function pushReferencesTo(channel: string, { defaultChannel, rules }: PushSettings): readonly string[] {
  return [
    ...(defaultChannel === channel ? ['defaultChannel of the push settings'] : []),
    ...rules
      .filter((rule) => channelsOf(rule).some((one) => one.channel === channel))
      .map(({ name }) => `rule "${name}" of the push settings`),
  ];
}
