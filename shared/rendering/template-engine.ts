import { Context, LiquidError, type Template, toValueSync } from 'liquidjs';
import { liquidEngine, MAX_TEMPLATE_LENGTH, PieceEmitter } from './liquid-engine.ts';
import type { Piece } from './pieces.ts';
import { type LiquidText, toLiquid } from './template-syntax.ts';

/** Most parts (text, outputs, tags, each time round a loop) one rendering may go through. */
const MAX_STEPS = 50_000;
const MAX_CACHED_TEMPLATES = 256;

/** What is wrong with a template, where it is known. Line and column count from 1. */
export interface TemplateProblem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  /** Index in the text that the engine reads. */
  readonly at?: number;
}

/** A template ready to be rendered any number of times. */
export interface CompiledTemplate {
  readonly kind: 'compiled';
  readonly source: LiquidText;
  readonly parts: Template[];
}

export type CompileResult = CompiledTemplate | { readonly kind: 'invalid'; readonly problem: TemplateProblem };
export type TemplateResult =
  | { readonly kind: 'rendered'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'failed'; readonly problem: TemplateProblem };

const CACHE = new Map<string, CompileResult>();

/** Compiles a template; the result is kept. */
export function compileTemplate(template: string): CompileResult {
  const known = CACHE.get(template);
  if (known !== undefined) return known;

  const result = compile(template);
  const oldest = CACHE.size >= MAX_CACHED_TEMPLATES ? CACHE.keys().next().value : undefined;
  if (oldest !== undefined) CACHE.delete(oldest);
  CACHE.set(template, result);
  return result;
}

/** Renders a template; whatever it does, it ends soon and throws nothing. */
export function renderTemplate(template: CompiledTemplate, scope: object): TemplateResult {
  const emitter = new PieceEmitter();
  try {
    const liquid = liquidEngine();
    const context = new Context(scope, liquid.options, { sync: true }, { liquid });
    limitSteps(context);
    toValueSync(liquid.renderer.renderTemplates(template.parts, context, emitter));
    return { kind: 'rendered', pieces: emitter.pieces };
  } catch (error) {
    return { kind: 'failed', problem: problemOf(error, template.source) };
  }
}

function compile(template: string): CompileResult {
  const source = toLiquid(template.slice(0, MAX_TEMPLATE_LENGTH + 1));
  if (template.length > MAX_TEMPLATE_LENGTH) {
    return { kind: 'invalid', problem: { message: `longer than ${MAX_TEMPLATE_LENGTH} characters` } };
  }

  return compileSource(source);
}

/** Compiles what the engine reads; the result is not kept. */
export function compileSource(source: LiquidText): CompileResult {
  try {
    return { kind: 'compiled', source, parts: liquidEngine().parse(source.text) };
  } catch (error) {
    return { kind: 'invalid', problem: problemOf(error, source) };
  }
}

/** Counts parts instead of only looking at the clock: the same template fails or works the same everywhere. */
function limitSteps(context: Context): void {
  const { renderLimit } = context;
  const checkTime = renderLimit.check.bind(renderLimit);
  let steps = 0;
  renderLimit.check = (now) => {
    steps += 1;
    if (steps > MAX_STEPS) throw new Error('the template takes too many steps');
    checkTime(now);
  };
}

function problemOf(error: unknown, source: LiquidText): TemplateProblem {
  // The engine's own words end in a place in the compiled text, which the author never saw.
  const message = (error instanceof Error ? error.message : String(error)).replace(/, line:\d+, col:\d+$/, '');
  const words = message.replace(/\s+/g, ' ').slice(0, 200);
  if (!LiquidError.is(error)) return { message: words };

  const [line = 1, column = 1] = error.token.getPosition();
  return { message: words, ...source.position(line, column), at: error.token.begin };
}
