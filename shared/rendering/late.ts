import { clockTime } from './local-time.ts';
import type { View } from './view.ts';

/**
 * How late something is told and when it was due, in words: at once when it was
 * accepted, unless it was held on purpose. In a message on several it is the
 * `oldest` that is spoken of.
 */
export function lateText(lateMs: number, of: 'only' | 'oldest', { words, timeZone, nowMs }: View): string {
  const due = clockTime(nowMs - lateMs, timeZone, nowMs);
  return words.late[of](words.duration(lateMs), due);
}
