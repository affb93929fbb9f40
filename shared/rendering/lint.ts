import { didYouMean } from '../channels/did-you-mean.ts';
import type { TemplateRemark, TemplateUse } from '../channels/template-remark.ts';
import { looksOf } from './lint-looks.ts';
import { readTemplate } from './template-problems.ts';
import { type VariableUse, variablesOf } from './template-variables.ts';
import { entryNames, namesFor } from './variable-names.ts';

/** Remarks made on one template: whoever gave cause for so many knows of the first. */
const MAX_REMARKS = 20;

/**
 * What is wrong or odd about a template, in the order of its lines: what can't
 * be read, names that none of the messages it is for has, and what the product
 * will not show. An unknown name is only a warning, for an alert may bring a
 * label of that name.
 */
export function lintTemplate(template: string, use: TemplateUse): readonly TemplateRemark[] {
  const { problems, readable } = readTemplate(template);
  const errors = problems.map((problem) => ({ severity: 'error', ...problem }) as const);
  const unknown = readable === undefined ? [] : unknownNames(template, variablesOf(readable), use);
  const remarks = [...errors, ...unknown, ...unclosedOutputs(template), ...looksOf(template, use)];

  // What costs the whole template comes first where there is too much to tell.
  const kept = remarks.toSorted((a, b) => weight(a) - weight(b)).slice(0, MAX_REMARKS);
  return kept.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function weight({ severity }: TemplateRemark): number {
  return ['error', 'warning', 'hint'].indexOf(severity);
}

function unknownNames(
  template: string,
  { given, own }: ReturnType<typeof variablesOf>,
  { kind }: TemplateUse,
): readonly TemplateRemark[] {
  const known = namesFor(kind);
  const unknown = given.filter(({ name }) => !known.has(name));
  const alone = linesOfNothingElse(unknown, [...given, ...own]);

  return [
    ...unknown.map((use) => remarkOn(use, [...known], alone.has(use.line) ? LINE_LEFT_OUT : '')),
    ...unknownProperties(template, [...own, ...given]),
  ];
}

const LINE_LEFT_OUT = '; without one the whole line is left out';

/** Lines that read unknown names only: these are empty as a whole. */
function linesOfNothingElse(unknown: readonly VariableUse[], all: readonly VariableUse[]): ReadonlySet<number> {
  const places = new Set(unknown.map(placeOf));
  const others = new Set(all.filter((use) => !places.has(placeOf(use))).map(({ line }) => line));
  return new Set(unknown.map(({ line }) => line).filter((line) => !others.has(line)));
}

function placeOf({ line, column }: VariableUse): string {
  return `${line}:${column}`;
}

function remarkOn({ name, line, column }: VariableUse, known: readonly string[], more: string): TemplateRemark {
  const meant = didYouMean(name, known);
  const unknown = `unknown variable "${name.slice(0, 60)}": empty unless the alert has a label of this name${more}`;
  return meant === undefined
    ? { severity: 'warning', line, column, message: unknown }
    : { severity: 'warning', line, column, message: `${unknown}; did you mean \${${meant}}?`, suggestion: meant };
}

/** `{% for alert in alerts %}`: what the entries are called, and of which list they are. */
const LOOP = /\{%-?\s*for\s+(\w+)\s+in\s+(\w+)/g;

/** What entries of lists don't have. Entries of `alerts` may have labels, so of them only slips are told. */
function unknownProperties(template: string, uses: readonly VariableUse[]): readonly TemplateRemark[] {
  const lists = new Map([...template.matchAll(LOOP)].map(([, entry = '', list = '']) => [entry, list]));
  return uses.flatMap(({ name, property, line, column }): readonly TemplateRemark[] => {
    const list = lists.get(name) ?? '';
    const names = entryNames(list);
    if (property === undefined || names === undefined || names.includes(property)) return [];
    const meant = didYouMean(property, names);
    if (meant === undefined && list === 'alerts') return [];

    const message = `entries of ${list} have no "${property.slice(0, 60)}"`;
    const advice = meant === undefined ? `: they have ${names.join(', ')}` : `; did you mean \${${name}.${meant}}?`;
    const suggestion = meant === undefined ? {} : { suggestion: `${name}.${meant}` };
    return [{ severity: 'warning', line, column, message: message + advice, ...suggestion }];
  });
}

/** `${` without its end is text, which nobody means. */
function unclosedOutputs(template: string): readonly TemplateRemark[] {
  return template.split(/\r\n|\r|\n/).flatMap((text, at) => {
    const match = /\$\{[^{}]*$|\$\{(?=[^{}]*\{)/.exec(text);
    return match === null
      ? []
      : [{ severity: 'warning', line: at + 1, column: match.index + 1, message: '${ without } is shown as it stands' }];
  });
}
