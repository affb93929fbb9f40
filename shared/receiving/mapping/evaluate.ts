import { search } from '@aws-lambda-powertools/jmespath';

/** What an expression came to. */
export type Evaluation =
  | { readonly kind: 'value'; readonly value: unknown }
  /** There is nothing there: null, or nothing that JSON knows. */
  | { readonly kind: 'nothing' }
  /** It can't be evaluated on this data, as where a function gets another type than it takes. */
  | { readonly kind: 'failed' };

/** Evaluates a JMESPath expression (jmespath.org) on JSON. Pure, and never throws. */
export function evaluate(expression: string, data: unknown): Evaluation {
  try {
    const value = run(expression, data);
    return value === undefined || value === null || typeof value === 'function'
      ? { kind: 'nothing' }
      : { kind: 'value', value };
  } catch {
    // The library's error quotes the data.
    return { kind: 'failed' };
  }
}

/** The functions of JMESPath (jmespath.org, "Built-in Functions", read 2026-11-21). */
const FUNCTIONS =
  'abs avg ceil contains ends_with floor join keys length map max max_by merge min min_by not_null reverse sort sort_by starts_with sum to_array to_number to_string type values'.split(
    ' ',
  );

/** What is wrong with the text of an expression; undefined for one that can be evaluated. */
export function faultOf(expression: string): string | undefined {
  const unknown = functionsIn(expression).find((name) => !FUNCTIONS.includes(name));
  if (unknown !== undefined) return `uses ${unknown}(), which is no function of JMESPath`;

  try {
    run(expression, null);
    return undefined;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    // On null most functions complain of their argument: then the text was read.
    if (name === 'JMESPathTypeError') return undefined;
    return FAULTS.get(name) ?? 'can not be read';
  }
}

const FAULTS: ReadonlyMap<string, string> = new Map([
  ['EmptyExpressionError', 'is empty'],
  ['IncompleteExpressionError', 'ends too early'],
  ['ArityError', 'gives a function too few or too many arguments'],
  ['VariadicArityError', 'gives a function too few arguments'],
]);

/** The names before parentheses, outside of quoted names, raw strings and JSON literals. */
function functionsIn(expression: string): readonly string[] {
  const plain = expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g, "''");
  return [...plain.matchAll(/([A-Za-z_]\w*)\s*\(/g)].map(([, name = '']) => name);
}

/** In parentheses, since the library keeps what it parsed by its text, and `constructor` is a text too. */
function run(expression: string, data: unknown): unknown {
  return search(`(${expression})`, data as Parameters<typeof search>[1]);
}
