import { didYouMean } from '../channels/did-you-mean.ts';
import { KEPT_TAGS, liquidEngine } from './liquid-engine.ts';
import type { TemplateProblem } from './template-engine.ts';
import type { LiquidText } from './template-syntax.ts';

/** Something the engine can't read, with the word that was probably meant. */
export interface FoundProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly suggestion?: string;
}

/** Tags that have an end. */
const BLOCKS = ['capture', 'case', 'comment', 'for', 'if', 'raw', 'unless'];
/** What stands between a tag and its end. */
const BETWEEN = ['else', 'elsif', 'when'];

/** Whether a tag only means something behind another. */
export function isOrphan(tag: string): boolean {
  return BETWEEN.includes(tag) || tag.startsWith('end');
}

/** The tag that the engine does not know, when that is the problem. */
export function unknownTag({ message }: TemplateProblem): string | undefined {
  return /^tag "(.+)" not found$/.exec(message)?.[1];
}

/** The tag that is not closed, when that is the problem. */
export function unclosedTag({ message }: TemplateProblem): { readonly tag: string; readonly name: string } | undefined {
  const [, tag, name] = /^tag (\{%-?\s*(\w+).*) not closed$/.exec(message) ?? [];
  return tag === undefined || name === undefined ? undefined : { tag, name };
}

/** The filter that the engine does not know, when that is the problem. */
export function unknownFilter({ message }: TemplateProblem): string | undefined {
  return /^undefined filter: (.+)$/.exec(message)?.[1];
}

/** In words for the author: the engine's own are for who wrote the engine. */
export function describe(problem: TemplateProblem, source: LiquidText): FoundProblem {
  const { message, line = 1, column = 1 } = problem;
  const tag = unknownTag(problem);
  if (tag !== undefined) return { line, column, ...aboutTag(tag) };

  const filter = unknownFilter(problem);
  if (filter !== undefined) {
    return {
      ...placeOfFilter(filter, problem, source),
      ...unknown('filter', filter, Object.keys(liquidEngine().filters)),
    };
  }
  return { line, column, message: aboutEnd(problem) ?? message };
}

function aboutTag(name: string): Pick<FoundProblem, 'message' | 'suggestion'> {
  const opener = name.startsWith('end') ? name.slice('end'.length) : undefined;
  if (opener !== undefined && BLOCKS.includes(opener)) {
    return {
      message: `{% ${name} %} closes nothing: {% ${opener} … %} is missing before it, or a tag between them is not closed`,
    };
  }
  if (BETWEEN.includes(name)) return { message: `{% ${name} %} stands outside the tag it belongs to` };

  return unknown('tag', name, [...KEPT_TAGS, ...BETWEEN, ...BLOCKS.map((block) => `end${block}`)]);
}

function unknown(what: string, name: string, known: readonly string[]): Pick<FoundProblem, 'message' | 'suggestion'> {
  const shown = `unknown ${what} "${name.slice(0, 60)}"`;
  const suggestion = didYouMean(name, known);
  return suggestion === undefined
    ? { message: shown }
    : { message: `${shown}; did you mean "${suggestion}"?`, suggestion };
}

/** What is open is told with what would close it. */
function aboutEnd(problem: TemplateProblem): string | undefined {
  const { message } = problem;
  const unclosed = unclosedTag(problem);
  if (unclosed !== undefined) return `${unclosed.tag} is not closed: {% end${unclosed.name} %} is missing`;
  if (/^raw .* not closed$/.test(message)) return '{% raw %} is not closed: {% endraw %} is missing';
  const [, kind, open] = /^(tag|output) "(.*)" not closed$/.exec(message) ?? [];

  return open === undefined ? undefined : `${open} is not closed: ${kind === 'tag' ? '%}' : '}}'} is missing`;
}

/** The engine knows only the output or tag that a filter stands in. */
function placeOfFilter(name: string, { at = 0, line = 1, column = 1 }: TemplateProblem, source: LiquidText) {
  const index = filterAt(name, at, source.text);
  if (index === undefined) return { line, column };

  const before = source.text.slice(0, index).split('\n');
  return source.position(before.length, (before.at(-1) ?? '').length + 1);
}

/** Where a filter stands that the engine does not know: its problem is placed at the tag or output. */
export function filterAt(name: string, from: number, text: string): number | undefined {
  const found = [...text.slice(from).matchAll(/\|\s*([\w-]+)/g)].find(([, filter]) => filter === name);
  return found === undefined ? undefined : from + found.index + found[0].length - name.length;
}
