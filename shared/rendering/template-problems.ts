import {
  describe,
  type FoundProblem,
  filterAt,
  isOrphan,
  unclosedTag,
  unknownFilter,
  unknownTag,
} from './problem-words.ts';
import { type CompiledTemplate, compileSource, compileTemplate, type TemplateProblem } from './template-engine.ts';
import { toLiquid } from './template-syntax.ts';

/** All that is wrong with a template, and what the engine reads where that is left out. */
export interface TemplateReading {
  readonly problems: readonly FoundProblem[];
  readonly readable: CompiledTemplate | undefined;
}

/** Problems looked for in one template: whoever made so many knows of the first. */
const MAX_PROBLEMS = 10;
/** A filter that does nothing. */
const NO_FILTER = 'raw';
/**
 * Reads a template on behind what is wrong with it. The engine stops at the
 * first trouble; here that place is blanked out and it begins again, so that
 * all is told at once. Columns stay true, for nothing moves.
 */
export function readTemplate(template: string): TemplateReading {
  const whole = compileTemplate(template);
  if (whole.kind === 'compiled') return { problems: [], readable: whole };

  const problems: FoundProblem[] = [];
  const consequences = new Consequences();
  let source = toLiquid(template);
  let result = whole;
  for (let round = 0; round < 2 * MAX_PROBLEMS && problems.length < MAX_PROBLEMS; round += 1) {
    const { problem } = result;
    if (!consequences.has(problem)) problems.push(describe(problem, source));
    const mended = withoutTrouble(problem, source.text);
    if (mended === undefined) return { problems, readable: undefined };

    source = { ...source, text: mended };
    const next = compileSource(source);
    if (next.kind === 'compiled') return { problems, readable: next };
    result = next;
  }
  return { problems, readable: undefined };
}

/** What is wrong only because something before it was blanked out is no trouble of its own. */
class Consequences {
  #isOpenerGone = false;
  /** Names of tags whose end is gone. */
  readonly #endGone = new Set<string>();

  has(problem: TemplateProblem): boolean {
    const name = unknownTag(problem);
    if (name !== undefined && isOrphan(name)) {
      if (this.#isOpenerGone) return true;
      this.#endGone.add(name.slice('end'.length));
      return false;
    }
    if (this.#endGone.delete(unclosedTag(problem)?.name ?? '')) return true;
    this.#isOpenerGone = true;
    return false;
  }
}

/** The text without the construct that troubles: an unknown filter becomes one that does nothing, all else goes. */
function withoutTrouble(problem: TemplateProblem, text: string): string | undefined {
  const { at } = problem;
  if (at === undefined) return undefined;
  const filter = unknownFilter(problem);
  const filterIndex = filter === undefined ? undefined : filterAt(filter, at, text);
  if (filter !== undefined && filterIndex !== undefined && filter.length >= NO_FILTER.length) {
    return replaced(text, filterIndex, filter.length, NO_FILTER);
  }

  const from = Math.max(text.lastIndexOf('{%', at), text.lastIndexOf('{{', at));
  const end = from < 0 ? -1 : text.indexOf(text[from + 1] === '%' ? '%}' : '}}', from);
  return end < at ? undefined : replaced(text, from, end + 2 - from, '');
}

/** Text of the same length in place of some: newlines stay where they are. */
function replaced(text: string, from: number, length: number, by: string): string {
  const old = text.slice(from, from + length);
  const blank = old.replace(/[^\n]/g, ' ');
  return text.slice(0, from) + by + blank.slice(by.length) + text.slice(from + length);
}
