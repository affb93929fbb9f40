import type { Words } from './words.ts';

/** From where a message is looked at: the language, the clock on the wall, the moment. */
export interface View {
  readonly words: Words;
  /** IANA name. */
  readonly timeZone: string;
  readonly nowMs: number;
}
