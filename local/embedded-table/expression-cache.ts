type Values = Readonly<Record<string, object>>;

/** What dynalite gives its parsers beside the text. They strike names and values off as they meet them. */
interface ParseContext {
  readonly attrNames?: Readonly<Record<string, string>>;
  readonly attrVals?: Values;
  readonly unusedAttrNames?: Record<string, unknown>;
  readonly unusedAttrVals?: Record<string, unknown>;
  /** Key conditions are checked more strictly. */
  readonly isKeyCondition?: boolean;
}

interface ParseOptions {
  readonly context: ParseContext;
}

/** A parser of expressions: a tree in which the values stand, or what is wrong. */
export interface ExpressionParser {
  parse: (text: string, options: ParseOptions) => unknown;
}

/** A tree with stand-ins for its values, and what the parser struck off on its way. */
interface Template {
  readonly tree: unknown;
  readonly nameOf: ReadonlyMap<unknown, string>;
  readonly usedNames: readonly string[];
  readonly usedValues: readonly string[];
}

/** Expressions that are checked by the values in them, not only by their types. */
const DEPENDS_ON_VALUES = /attribute_type|between/i;
/** We write some dozens; the bound is against a mistake. */
const MOST_KNOWN = 500;

/**
 * Lets a parser read each expression once. Parsing is most of the work of a
 * small write, and ours differ only in their values: what is remembered is a
 * tree with stand-ins, by the text, the names and the types of the values.
 */
export function rememberExpressions(parser: ExpressionParser): void {
  const { parse } = parser;
  const known = new Map<string, Template>();

  parser.parse = (text, options) => {
    if (DEPENDS_ON_VALUES.test(text)) return parse(text, options);
    const key = keyOf(text, options.context);
    const template = known.get(key) ?? makeTemplate(text, options.context, parse);
    // What is wrong is said anew each time, with the values in it.
    if (template === undefined) return parse(text, options);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, template);

    return use(template, options.context);
  };
}

function keyOf(text: string, { attrNames = {}, attrVals = {}, isKeyCondition = false }: ParseContext): string {
  const types = Object.entries(attrVals).map(([name, value]) => [name, ...Object.keys(value)]);

  return JSON.stringify([text, isKeyCondition, attrNames, types]);
}

function makeTemplate(text: string, context: ParseContext, parse: ExpressionParser['parse']): Template | undefined {
  const standIns = Object.fromEntries(
    Object.entries(context.attrVals ?? {}).map(([name, value]) => [name, { ...value }]),
  );
  const unusedAttrNames = { ...context.attrNames };
  const unusedAttrVals = { ...context.attrVals };
  const tree = parse(text, { context: { ...context, attrVals: standIns, unusedAttrNames, unusedAttrVals } });
  if (typeof tree === 'string') return undefined;

  return {
    tree,
    nameOf: new Map(Object.entries(standIns).map(([name, standIn]) => [standIn, name])),
    usedNames: Object.keys(context.attrNames ?? {}).filter((name) => !(name in unusedAttrNames)),
    usedValues: Object.keys(standIns).filter((name) => !(name in unusedAttrVals)),
  };
}

function use({ tree, nameOf, usedNames, usedValues }: Template, context: ParseContext): unknown {
  for (const name of usedNames) delete context.unusedAttrNames?.[name];
  for (const name of usedValues) delete context.unusedAttrVals?.[name];

  return filled(tree, nameOf, context.attrVals ?? {});
}

/** A copy, since dynalite writes into the tree, with the values in their places. */
function filled(node: unknown, nameOf: ReadonlyMap<unknown, string>, values: Values): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const name = nameOf.get(node);
  if (name !== undefined) return values[name];
  if (Array.isArray(node)) return node.map((item) => filled(item, nameOf, values));
  const copy = Object.create(Object.getPrototypeOf(node));
  for (const [key, value] of Object.entries(node)) copy[key] = filled(value, nameOf, values);

  return copy;
}
