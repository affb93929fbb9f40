import type { ReplacePushResult } from '#shared/routing/manage-push-settings.ts';
import { MAX_SETTINGS_BYTES } from '#shared/routing/push-settings-input.ts';
import type { Handlers } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import { badQuery, readQuery, time } from '../../edge/query.ts';
import type { AdminDeps } from '../deps.ts';
import { parseExplainInput } from '../explain-input.ts';

type PushOperation = 'getPushSettings' | 'replacePushSettings' | 'explainPushSettings';

/** The routes of push settings. */
export function pushSettingsRoutes({ pushSettings }: AdminDeps): Pick<Handlers<'admin'>, PushOperation> {
  return {
    getPushSettings: async () => json(await pushSettings.show()),
    replacePushSettings: async ({ request }) => {
      const body = await readJson(request, MAX_SETTINGS_BYTES);
      return body.kind === 'refused' ? body.answer : replaced(await pushSettings.replace(body.value));
    },
    explainPushSettings: async ({ request, query, nowMs }) => {
      const read = readQuery<{ at?: number }>(query, { at: time });
      if (read.kind === 'invalid') return badQuery(read.errors);
      const body = await readJson(request);
      if (body.kind === 'refused') return body.answer;

      const input = parseExplainInput(body.value, nowMs);
      return input.kind === 'invalid'
        ? problem('invalid', { detail: 'This is not an alert of our own format.', errors: input.errors })
        : json(await pushSettings.explain(input.alert, read.values.at ?? nowMs));
    },
  };
}

function replaced(result: ReplacePushResult): Response {
  switch (result.kind) {
    case 'replaced': {
      const { settings, warnings } = result;
      // Only when there are any: what is shown can be put back as it is.
      return json({ ...settings, ...(warnings.length === 0 ? {} : { warnings }) });
    }
    case 'invalid':
      return problem('invalid', { detail: 'Nothing was changed. Mend every field named.', errors: result.errors });
    case 'managed-by-file':
      return problem('managed-by-file', { detail: 'The push settings come from tocsin.yaml: change them there.' });
    case 'changed-meanwhile':
      return problem('changed-meanwhile', { detail: 'Get the push settings again, and repeat your change on that.' });
    default:
      return result satisfies never;
  }
}
