/** Messages a robot takes in a minute (developer.work.weixin.qq.com/document/path/91770, read 2026-11-21). */
export const PER_MINUTE = 20;

/** How long to leave a robot alone that said "too fast", ms. No penalty is documented; the window is a minute. */
export const PENALTY_MS = 60_000;

/** How long after "too many at once", ms: the other request is over by then. */
export const CONCURRENCY_PAUSE_MS = 3_000;

/** Bytes of `markdown.content` (same page). */
export const MAX_MARKDOWN_BYTES = 4_096;

/** Bytes of `text.content` (same page). Servers have been seen to take 5,120; what is documented is what we use. */
export const MAX_TEXT_BYTES = 2_048;

/**
 * People named in one message. No limit is documented; this one keeps a long
 * list from crowding out the alert (a user id has at most 64 bytes).
 */
export const MAX_MENTIONED = 50;
