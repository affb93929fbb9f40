import { liquidEngine } from './liquid-engine.ts';
import type { CompiledTemplate } from './template-engine.ts';

/** A place where a template reads something. Line and column count from 1. */
export interface VariableUse {
  readonly name: string;
  /** `name` of `alert.name`. */
  readonly property?: string;
  readonly line: number;
  readonly column: number;
}

/** What a template reads: names it does not set itself, and those it does (`alert` of a loop). In order. */
export interface VariableUses {
  readonly given: readonly VariableUse[];
  readonly own: readonly VariableUse[];
}

/** Everything a template reads, each with its places. */
export function variablesOf(template: CompiledTemplate): VariableUses {
  const { globals, variables } = liquidEngine().analyzeSync(template.parts, { partials: false });
  const given = usesIn(globals, template);
  const isGiven = (use: VariableUse) => given.some(({ line, column }) => line === use.line && column === use.column);

  return { given, own: usesIn(variables, template).filter((use) => !isGiven(use)) };
}

type Found = ReturnType<ReturnType<typeof liquidEngine>['analyzeSync']>['globals'];

function usesIn(found: Found, { source }: CompiledTemplate): readonly VariableUse[] {
  return Object.entries(found)
    .flatMap(([name, uses]) =>
      uses.map(({ location, segments: [, property] }): VariableUse => {
        const place = source.position(location.row, location.col);
        return { name, ...(typeof property === 'string' ? { property } : {}), ...place };
      }),
    )
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}
