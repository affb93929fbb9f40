import type { Capped } from './capped.ts';
import { type Style, shownText } from './style.ts';

/** Markup that alert text must not form with what stands beside it. */
const JOINT = /\]\(|!\[|<@|<font/gi;

/** Writes one line, and keeps alert text from forming markup with its neighbours. */
export class LineWriter {
  text = '';
  /** Whether a value in it was cut. */
  cut = false;
  #lastIsValue = false;

  literal(text: string): void {
    this.#join(text, this.#lastIsValue);
    this.#lastIsValue = false;
  }

  /** `continuation` stands for each line break inside the value. */
  value({ text, mark }: Capped, style: Style, continuation: string): void {
    this.#join(shownText(text, style.format, style).replace(/\n/g, continuation), true);
    this.#lastIsValue = true;
    if (mark === undefined) return;
    this.text += mark;
    this.cut = true;
  }

  #join(next: string, guarded: boolean): void {
    if (next === '') return;
    if (guarded && formsMarkup(this.text.slice(-4), next.slice(0, 4))) this.text += ' ';
    this.text += next;
  }
}

function formsMarkup(tail: string, head: string): boolean {
  return [...(tail + head).matchAll(JOINT)].some(
    ({ index, 0: found }) => index < tail.length && index + found.length > tail.length,
  );
}
