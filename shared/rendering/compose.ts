import { type Assembled, assemble } from './assemble.ts';
import type { Extent } from './extent.ts';
import { fitLines, largestThatHolds, type Over } from './fit.ts';
import { type Line, toLines } from './lines.ts';
import type { MessagePlan } from './message-plan.ts';
import { literal } from './pieces.ts';
import type { Style } from './style.ts';
import { type CompiledTemplate, compileTemplate, renderTemplate, type TemplateProblem } from './template-engine.ts';

/** Bytes of a value kept before whole entries of a list are given up instead. */
const ENTRY_FLOOR_BYTES = 300;
/** Bytes of a value below which a message is better told by its title alone. */
const VALUE_FLOOR_BYTES = 80;

/** The text a template makes, or why it makes none. */
export type ComposeResult =
  | ({ readonly kind: 'composed' } & Assembled)
  | { readonly kind: 'failed'; readonly problem: TemplateProblem };

/**
 * A template's text within what fits. What has to go goes in this order: the
 * ends of the longest values, what entries of a list say beyond what and where,
 * then entries from the end of the list (the text says how many), then the ends
 * of all values.
 */
export function composeText(template: string, plan: MessagePlan, style: Style, over: Over): ComposeResult {
  const compiled = compileTemplate(template);
  if (compiled.kind === 'invalid') return { kind: 'failed', problem: compiled.problem };

  const rendering = new Rendering(template, compiled, plan, style);
  const assembled = fitted(rendering, plan.listed, style, over);
  if (rendering.problem !== undefined) return { kind: 'failed', problem: rendering.problem };
  if (assembled === undefined) return failed('its own text is longer than the robot takes');
  return !/[^\s\p{Cf}]/u.test(assembled.text)
    ? failed('it makes an empty message')
    : { kind: 'composed', ...assembled };
}

function failed(message: string): ComposeResult {
  return { kind: 'failed', problem: { message } };
}

function fitted(rendering: Rendering, listed: number, style: Style, over: Over): Assembled | undefined {
  const all: Extent = { shown: listed, detail: 'full' };
  const whole = fitLines(rendering.lines(all), style, over, listed > 1 ? ENTRY_FLOOR_BYTES : VALUE_FLOOR_BYTES);
  if (whole !== undefined || listed <= 1) return whole;

  const shown = largestThatHolds(listed, (count) => over(rendering.text(brief(count), ENTRY_FLOOR_BYTES)) <= 0);
  const floor = shown === undefined ? VALUE_FLOOR_BYTES : ENTRY_FLOOR_BYTES;
  const some = fitLines(rendering.lines(brief(shown ?? 1)), style, over, floor);
  return some === undefined ? undefined : { ...some, cut: true };
}

function brief(shown: number): Extent {
  return { shown, detail: 'brief' };
}

/** One template rendered with longer and shorter lists; remembers the first problem it had. */
class Rendering {
  problem: TemplateProblem | undefined;
  readonly #template: string;
  readonly #compiled: CompiledTemplate;
  readonly #plan: MessagePlan;
  readonly #style: Style;

  constructor(template: string, compiled: CompiledTemplate, plan: MessagePlan, style: Style) {
    this.#template = template;
    this.#compiled = compiled;
    this.#plan = plan;
    this.#style = style;
  }

  lines(extent: Extent): readonly Line[] {
    // A template that failed once is not tried again with another list.
    if (this.problem !== undefined) return [];

    const scope = this.#plan.scope(extent);
    const rendered = renderTemplate(this.#compiled, scope);
    if (rendered.kind === 'failed') {
      this.problem = rendered.problem;
      return [];
    }
    const lines = toLines(rendered.pieces, this.#style.format);
    const { more } = scope;
    return typeof more === 'string' && more !== '' && this.#hidesEntries() ? [...lines, [literal(more)]] : lines;
  }

  text(extent: Extent, capBytes: number): string {
    return assemble(this.lines(extent), this.#style, capBytes).text;
  }

  /** Whether the template lists entries without saying itself how many it doesn't list. */
  #hidesEntries(): boolean {
    return (
      /\b(?:alerts|groups|worst_groups|other_groups|lines)\b/.test(this.#template) &&
      !/\bmore(?:_count)?\b/.test(this.#template)
    );
  }
}
