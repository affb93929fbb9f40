import type { Group } from '#local/sandbox/group.ts';
import type { StormAlert } from '../storm/traffic.ts';

/** The storm all contenders get, and when. Times in ms since the epoch by the monotonic clock. */
export interface SharedStorm {
  readonly alerts: readonly StormAlert[];
  readonly startMs: number;
  /** When everybody has to be done: what is shown later does not count. */
  readonly untilMs: number;
}

/** A way to bring alerts to a robot, ready to get them. */
export interface Contender {
  /** Sends the storm; resolves when it is through with it, or when `untilMs` is over. */
  play(storm: SharedStorm): Promise<void>;
  /** Alerts that it said were sent; undefined when it does not say. */
  said(): number | undefined;
  /** When each alert was first shown in the group, by id; asked for at the end. */
  shownAtMs(): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

/** How to get one ready, or why it can't be had here. */
export interface Entry {
  readonly name: string;
  /** The robot's token; letters and digits only, since Apprise takes no others. */
  readonly token: string;
  readonly dash: string;
  readonly colour: string;
  /** Of the storm it gets each alert, or one in so many, where all would be too much for one machine. */
  readonly oneIn: number;
  prepare(arena: Arena): Promise<Contender | { readonly missing: string }>;
}

/** What a contender is built on. */
export interface Arena {
  /** Where peers are installed; removed after the run. */
  readonly folder: string;
  /** The contender's own group in the sandbox. */
  readonly group: Group;
  /** `host:port` of the sandbox. */
  readonly host: string;
  readonly webhookUrl: string;
}

/** ms since the epoch by the monotonic clock: contenders' senders and the sandbox are in this process and share it. */
export const now = (): number => performance.timeOrigin + performance.now();

/** First message that names each alert: for those who write every alert out. */
export function namedAtMs({ messages }: Group): ReadonlyMap<string, number> {
  const shown = new Map<string, number>();
  for (const { at, text } of messages) {
    for (const [id] of text.matchAll(/storm-\d{5}/g)) if (!shown.has(id)) shown.set(id, at);
  }

  return shown;
}
