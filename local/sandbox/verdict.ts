/** One HTTP request to a stand-in robot, as the rules see it. */
export interface RobotCall {
  readonly method: string;
  /** Query parameters, decoded once. */
  readonly query: Readonly<Record<string, string>>;
  readonly contentType: string;
  /** The raw body; at most 1 MiB is kept, `bodyBytes` is the true length. */
  readonly body: Uint8Array;
  readonly bodyBytes: number;
  /** IPv4 address of the caller. */
  readonly clientIp: string;
}

/** What happened to the robot or its group, beside its settings. */
export type Condition = 'well' | 'token-gone' | 'robot-removed' | 'disabled' | 'group-dissolved';

/** What the rules may know of a robot's past and state. */
export interface RobotState {
  readonly condition: Condition;
  /** Requests of the last minute, this one included. */
  readonly inMinute: number;
  /** The limit in force: other users of the same robot take their part of it. */
  readonly perMinute: number;
  readonly mutedUntilMs: number;
  /** Requests not yet answered, this one included. */
  readonly inFlight: number;
  /** Messages of this calendar month. */
  readonly monthCount: number;
  /** By how much the robot's clock is ahead, ms: it matters to signatures. */
  readonly clockOffsetMs: number;
  /** When a message with this `msgUuid` was delivered, ms. */
  deliveredAt(msgUuid: string): number | undefined;
}

/** Who a message reaches by name. */
export interface Mentions {
  /** Handles (mobile or user id) that are really notified. */
  readonly notified: readonly string[];
  readonly all: boolean;
  /** Handles that were asked for and not notified, each with the reason. */
  readonly ignored: readonly string[];
}

/** A message as it stands in the chat. */
export interface ChatContent {
  readonly msgtype: string;
  /** DingTalk's preview of a markdown message, else empty. */
  readonly title: string;
  readonly text: string;
  /** How `text` is to be read. */
  readonly dialect: 'plain' | 'dingtalk' | 'wecom-text' | 'wecom' | 'wecom-v2';
  readonly mentions: Mentions;
  readonly msgUuid?: string;
}

/** What a robot does with a request. */
export type Verdict =
  | { readonly kind: 'delivered'; readonly content: ChatContent }
  /** A `msgUuid` that was delivered before: answered with success, shown once. */
  | { readonly kind: 'duplicate'; readonly msgUuid: string }
  | Refusal;

/** A refused request, with the answer the real product gives. */
export interface Refusal {
  readonly kind: 'refused';
  readonly errcode: number;
  readonly errmsg: string;
  /** The reason in words for a person reading the page. */
  readonly why: string;
  /** Set when the refusal is the rate limit's: until when the robot stays mute, ms. */
  readonly mutedUntilMs?: number;
}
