import { CaptureTag, type Context, filters, Liquid } from 'liquidjs';
import { literal, Markup, type Piece, textOf, value } from './pieces.ts';

/** Longest template, in UTF-16 units: what it puts out would not fit DingTalk's 20,000 bytes either. */
export const MAX_TEMPLATE_LENGTH = 20_000;
/** Most text and values a template may put out, in UTF-16 units: many times what any product takes. */
const MAX_OUTPUT_LENGTH = 512 * 1024;
/** What filters may take and build, in characters and list items together. */
const MEMORY_LIMIT = 1_000_000;
/** The last resort against a slow filter; all ordinary templates take under a millisecond. */
const MAX_RENDER_MS = 500;

/** Receives what a template puts out, values apart from the template's own text. */
export class PieceEmitter {
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

/** The tags there are. */
export const KEPT_TAGS: readonly string[] = [
  ...['assign', 'break', 'capture', 'case', 'comment', 'continue', 'for', 'if', 'raw', 'unless', '#'],
];

/** Filters that read the clock's zone of the machine, roll dice, evaluate text as code, or take time without bound. */
const DROPPED_FILTERS = [
  ...['sample', 'where_exp', 'reject_exp', 'group_by_exp', 'has_exp', 'find_exp', 'find_index_exp', 'strip_html'],
  ...['date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string', 'sha256', 'hmac_sha256'],
];

let created: Liquid | undefined;

/**
 * The template language: Liquid without what reaches outside or has no bound.
 * Made when it is first needed: that takes some ms, and a function that loads
 * has no use for it yet.
 */
export function liquidEngine(): Liquid {
  created ??= createEngine();
  return created;
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
