/** A part of each day on the clock of one time zone; one that ends before it begins goes across midnight. */
export interface DailyPeriod {
  /** `22:00`; the first minute in it. */
  readonly from: string;
  /** `06:00`; the first minute after it. */
  readonly to: string;
  readonly timeZone: string;
}

/** What a person asks for: some alerts are not to be told for a while. Times in ms since the epoch. */
export interface NewSilence {
  /** All of them must match (routing/matcher.ts). */
  readonly matchers: readonly string[];
  /** Names of channels; absent: all, those to come included. */
  readonly channels?: readonly string[];
  /** The alert's `alarm_scope`, as OCP writes it. */
  readonly objectType?: string;
  /** Targets that stay told, with `*` for any characters. */
  readonly excludedObjects: readonly string[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly daily?: DailyPeriod;
  readonly remark: string;
  readonly author: string;
}

/** A silence as it is kept, and what came of it. */
export interface Silence extends NewSilence {
  /** Begins with its end, so that ids sort by it (silence-id.ts). */
  readonly id: string;
  readonly createdAt: number;
  /** Who made it: a person over the API, or a `tocsin.yaml`. */
  readonly origin: 'api' | 'file';
  /** When somebody ended it before its time. */
  readonly endedAt?: number;
  /** Channels in which it held something back. */
  readonly heldIn: readonly string[];
  /** Alerts it held back, each counted once a channel. */
  readonly suppressedCount: number;
}
