/** Messages a robot takes in a minute (open.dingtalk.com, "Custom robots: send group messages", read 2026-11-21). */
export const PER_MINUTE = 20;

/** How long a robot that was sent too much stays silent, ms (same page: 10 minutes). */
export const MUTE_MS = 600_000;

/**
 * Bytes of a whole request body. The server refuses more than 20,000 with
 * errcode 460101; whether it counts the body as sent or as it stores it is not
 * known, so 1,000 are kept free.
 */
export const MAX_BODY_BYTES = 19_000;

/** People a message can name (note on `atUserIds` of the same page). */
export const MAX_MENTIONED = 50;

/** Characters of the title we send. It is only the notification's preview, which shows some thirty. */
export const MAX_TITLE = 200;
