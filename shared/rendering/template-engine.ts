import { CaptureTag, Context, filters, Liquid, LiquidError, type Template, toValueSync } from 'liquidjs';
import { literal, Markup, type Piece, textOf, value } from './pieces.ts';
import { type LiquidText, toLiquid } from './template-syntax.ts';

/** Longest template, in UTF-16 units: what it puts out would not fit DingTalk's 20,000 bytes either. */
export const MAX_TEMPLATE_LENGTH = 20_000;
/** Most text and values a template may put out, in UTF-16 units: many times what any product takes. */
const MAX_OUTPUT_LENGTH = 512 * 1024;
/** Most parts (text, outputs, tags, each time round a loop) one rendering may go through. */
const MAX_STEPS = 50_000;
/** What filters may take and build, in characters and list items together. */
const MEMORY_LIMIT = 1_000_000;
/** The last resort against a slow filter; all ordinary templates take under a millisecond. */
const MAX_RENDER_MS = 500;
const MAX_CACHED_TEMPLATES = 256;

/** What is wrong with a template, where it is known. Line and column count from 1. */
export interface TemplateProblem {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
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

/** Receives what a template puts out, values apart from the template's own text. */
class PieceEmitter {
  readonly pieces: Piece[] = [];
  /** The engine's interface asks for it; pieces are read instead. */
  buffer = '';
  #length = 0;

  write(output: unknown): void {
    const pieces = output instanceof Markup ? output.pieces : [literal(textOf(output, { left: MAX_OUTPUT_LENGTH }))];
    for (const piece of pieces) {
      // One for the piece itself: empty ones would double unnoticed in nested captures.
      this.#length += piece.text.length + 1;
      if (this.#length > MAX_OUTPUT_LENGTH) throw new Error('the template puts out too much text');
      this.pieces.push(piece);
    }
  }
}

/** `{% capture %}` that keeps text and values apart, where the engine's own would join them to a string. */
class MarkupCaptureTag extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const emitter = new PieceEmitter();
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    Object.assign(context.bottom(), { [this.variable]: new Markup(emitter.pieces) });
  }
}

const KEPT_TAGS: readonly string[] = [
  ...['assign', 'break', 'capture', 'case', 'comment', 'continue', 'for', 'if', 'raw', 'unless', '#'],
];

/** Filters that read the clock's zone of the machine, roll dice, evaluate text as code, or take time without bound. */
const DROPPED_FILTERS = [
  ...['sample', 'where_exp', 'reject_exp', 'group_by_exp', 'has_exp', 'find_exp', 'find_index_exp', 'strip_html'],
  ...['date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string', 'sha256', 'hmac_sha256'],
];

const CACHE = new Map<string, CompileResult>();

let created: Liquid | undefined;

/** Made when it is first needed: that takes some ms, and a function that loads has no use for it yet. */
function engine(): Liquid {
  created ??= createEngine();
  return created;
}

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
    const liquid = engine();
    const context = new Context(scope, liquid.options, { sync: true }, { liquid });
    limitSteps(context);
    toValueSync(liquid.renderer.renderTemplates(template.parts, context, emitter));
    return { kind: 'rendered', pieces: emitter.pieces };
  } catch (error) {
    return { kind: 'failed', problem: problemOf(error, template.source) };
  }
}

/** The names a template reads that it doesn't set itself, each with its places. */
export function variablesOf(template: CompiledTemplate): readonly { name: string; line: number; column: number }[] {
  const { globals } = engine().analyzeSync(template.parts, { partials: false });
  return Object.entries(globals).flatMap(([name, uses]) =>
    uses.map(({ location }) => ({ name, ...template.source.position(location.row, location.col) })),
  );
}

function compile(template: string): CompileResult {
  const source = toLiquid(template.slice(0, MAX_TEMPLATE_LENGTH + 1));
  if (template.length > MAX_TEMPLATE_LENGTH) {
    return { kind: 'invalid', problem: { message: `longer than ${MAX_TEMPLATE_LENGTH} characters` } };
  }
  try {
    return { kind: 'compiled', source, parts: engine().parse(source.text) };
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
  return { message: words, ...source.position(line, column) };
}

function createEngine(): Liquid {
  const engine = new Liquid({
    // An empty set of named templates: nothing is ever looked up in the file system.
    templates: {},
    ownPropertyOnly: true,
    strictFilters: true,
    parseLimit: 2 * MAX_TEMPLATE_LENGTH,
    memoryLimit: MEMORY_LIMIT,
    renderLimit: MAX_RENDER_MS,
    timezoneOffset: 0,
    locale: 'en-US',
  });
  // Typed as returning a string; the engine only hands what it returns to the emitter, which is ours.
  Object.assign(engine.options, { outputEscape: toOutput });
  for (const name of Object.keys(engine.tags)) if (!KEPT_TAGS.includes(name)) delete engine.tags[name];
  for (const name of DROPPED_FILTERS) engine.unregisterFilter(name);
  for (const name of Object.keys(engine.filters)) meterFilter(engine, name);
  engine.registerTag('capture', MarkupCaptureTag);
  // The engine's own would let a value out unescaped.
  engine.registerFilter('raw', (input: unknown) => input);
  const ownDate = filters['date'];
  // On the channel's clock: its zone unless one is named, and the message's moment for `now`.
  engine.registerFilter('date', function (input: unknown, format?: unknown, zone?: unknown) {
    const date = input === 'now' || input === 'today' ? this.context.getSync(['now']) : input;
    const timeZone = zone ?? this.context.getSync(['time_zone']);
    return typeof ownDate === 'function' ? ownDate.call(this, textOf(date, { left: 100 }), format, timeZone) : date;
  });
  return engine;
}

function toOutput(output: unknown): Markup {
  if (output instanceof Markup) return output;
  return new Markup([value(textOf(output, { left: MAX_OUTPUT_LENGTH }))]);
}

/** Charges a filter for what it is given. Not all of the engine's own do, and a chain of them has no end otherwise. */
function meterFilter(engine: Liquid, name: string): void {
  const own = engine.filters[name];
  if (typeof own !== 'function') return;

  engine.registerFilter(name, function (input: unknown, ...args: unknown[]) {
    if (typeof input === 'string' || Array.isArray(input)) this.context.memoryLimit.use(input.length);
    return own.call(this, input, ...args);
  });
}
