import type { ChatContent } from './verdict.ts';

/** A message as it was delivered to the chat. */
export interface ChatMessage extends ChatContent {
  /** Counted from 1 within the group. */
  readonly seq: number;
  /** When it was delivered, ms since the epoch. */
  readonly at: number;
  /** Bytes of the request body. */
  readonly bytes: number;
}

/** What happened in a group, in order: what people see, and what they never got to see. */
export type GroupEntry =
  | { readonly kind: 'message'; readonly at: number; readonly message: ChatMessage }
  /** A `msgUuid` seen before: answered with success, shown once. */
  | { readonly kind: 'duplicate'; readonly at: number; readonly msgUuid: string }
  | { readonly kind: 'refused'; readonly at: number; readonly errcode: number; readonly why: string }
  /** A request that a fault ended before the robot could judge it. */
  | { readonly kind: 'failed'; readonly at: number; readonly why: string };

/** One request to a robot from its head's arrival to its end. Times in ms since the epoch. */
export interface Exchange {
  readonly arrivedAt: number;
  readonly endedAt: number;
  /** Whether the caller got to read what the robot made of it, as far as the robot can tell. */
  readonly answer: 'given' | 'lost';
  /** What the group recorded of it. */
  readonly entry: GroupEntry;
}

/** Counts of one robot since it was added. */
export interface Counters {
  readonly requests: number;
  readonly delivered: number;
  /** Answers of the rate limit, the month's quota not among them. */
  readonly throttled: number;
  /** Requests with a `msgUuid` that was delivered before. */
  readonly duplicates: number;
  /** Refusals by errcode, throttled ones included. */
  readonly refused: Readonly<Record<string, number>>;
  /** Most requests in any rolling 60 s. */
  readonly maxInMinute: number;
  /** Most requests waiting for their answer at one time. */
  readonly maxInFlight: number;
}

/** What a request found when its head arrived: the counts it is judged by. */
export interface Ticket {
  /** Requests of the last minute, this one included. */
  readonly inMinute: number;
  /** Requests waiting for their answer, this one included. */
  readonly inFlight: number;
}
