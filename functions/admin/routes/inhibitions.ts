import { MAX_RULES_BYTES, shownRule } from '#shared/inhibition/inhibition-input.ts';
import type { ReplaceInhibitionsResult } from '#shared/inhibition/manage-inhibitions.ts';
import type { Handlers } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import type { AdminDeps } from '../deps.ts';

/** The routes of inhibition: which alerts are not told while others fire. */
export function inhibitionRoutes({
  inhibitions,
}: AdminDeps): Pick<Handlers<'admin'>, 'getInhibitions' | 'replaceInhibitions'> {
  return {
    getInhibitions: async () => json({ rules: (await inhibitions.show()).map(shownRule) }),
    replaceInhibitions: async ({ request }) => {
      // As people write it, with room for blanks.
      const body = await readJson(request, 2 * MAX_RULES_BYTES);
      return body.kind === 'refused' ? body.answer : replaced(await inhibitions.replace(body.value));
    },
  };
}

function replaced(result: ReplaceInhibitionsResult): Response {
  switch (result.kind) {
    case 'replaced':
      return json({ rules: result.rules.map(shownRule) });
    case 'invalid':
      return problem('invalid', { detail: 'Nothing was changed. Mend every field named.', errors: result.errors });
    case 'managed-by-file':
      return problem('managed-by-file', { detail: 'The inhibition rules come from tocsin.yaml: change them there.' });
    case 'changed-meanwhile':
      return problem('changed-meanwhile', { detail: 'Get the rules again, and repeat your change on that.' });
    default:
      return result satisfies never;
  }
}
