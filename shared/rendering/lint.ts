import type { TemplateKind } from '../channels/channel.ts';
import { compileTemplate, type TemplateProblem, variablesOf } from './template-engine.ts';
import { namesFor } from './variable-names.ts';

/** Something to tell the author of a template. With an `error` the default template is used in its place. */
export interface TemplateRemark extends Required<TemplateProblem> {
  readonly severity: 'error' | 'warning';
}

/** Names beyond this many in one template are not remarked on: whoever made so many knows of the first. */
const MAX_REMARKS = 20;

/**
 * What is wrong with a template: it can't be read, or it names a variable that
 * none of the messages it is for has. The latter is only a warning, for an
 * alert may bring a label of that name.
 */
export function lintTemplate(template: string, kind?: TemplateKind): readonly TemplateRemark[] {
  const compiled = compileTemplate(template);
  if (compiled.kind === 'invalid') return [{ severity: 'error', line: 1, column: 1, ...compiled.problem }];

  const known = namesFor(kind);
  return variablesOf(compiled)
    .filter(({ name }) => !known.has(name))
    .slice(0, MAX_REMARKS)
    .map(({ name, line, column }) => ({ severity: 'warning', message: remark(name, known), line, column }));
}

function remark(name: string, known: ReadonlySet<string>): string {
  const meant = nearest(name, known);
  const unknown = `unknown variable "${name.slice(0, 60)}": empty unless the alert has a label of this name`;
  return meant === undefined ? unknown : `${unknown}; did you mean "${meant}"?`;
}

/** The known name with the fewest letters different, if they are few; `alarmName` is `alarm_name`. */
function nearest(name: string, known: ReadonlySet<string>): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const allowed = Math.max(1, Math.floor(name.length / 4));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of known) {
    const distance = plain(candidate) === plain(name) ? 0 : editDistance(name, candidate, bestDistance);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** Letters to insert, delete or replace to get from one word to the other; `limit` when it is that many or more. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;

  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? limit;
}
