import { MAX_RULES_BYTES, shownRule } from '#shared/inhibition/inhibition-input.ts';
import { INHIBITIONS } from '#shared/inhibition/manage-inhibitions.ts';
import type { Handlers } from '../../edge/app.ts';
import { json } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import type { AdminDeps } from '../deps.ts';
import { notReplaced } from './answers.ts';

/** The routes of inhibition: which alerts are not told while others fire. */
export function inhibitionRoutes({
  inhibitions,
}: AdminDeps): Pick<Handlers<'admin'>, 'getInhibitions' | 'replaceInhibitions'> {
  return {
    getInhibitions: async () => json({ rules: (await inhibitions.show()).map(shownRule) }),
    replaceInhibitions: async ({ request }) => {
      // As people write it, with room for blanks.
      const body = await readJson(request, 2 * MAX_RULES_BYTES);
      if (body.kind === 'refused') return body.answer;

      const result = await inhibitions.replace(body.value);
      return result.kind === 'replaced'
        ? json({ rules: result.rules.map(shownRule) })
        : notReplaced(result, INHIBITIONS.words, 'rules');
    },
  };
}
