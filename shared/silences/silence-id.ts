/** Characters of the end's time: enough until the year 5188. */
const TIME_CHARS = 9;

/** The id of a silence: when it ends as planned, and what tells it from others that end then. */
export function silenceId(endsAtMs: number, rest: string): string {
  return `${timeText(endsAtMs)}-${rest}`;
}

/** What the ids of all silences that end after `nowMs` sort behind. */
export function firstIdAfter(nowMs: number): string {
  return timeText(nowMs + 1);
}

/** Ms in base 36, in fixed width, so that text order is time order. */
function timeText(ms: number): string {
  return Math.max(0, Math.floor(ms)).toString(36).padStart(TIME_CHARS, '0');
}
