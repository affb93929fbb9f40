import { MAX_SETTINGS_BYTES } from '#shared/routing/push-settings-input.ts';
import { PUSH_SETTINGS } from '#shared/routing/push-settings-kind.ts';
import type { Handlers } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import { badQuery, readQuery, time } from '../../edge/query.ts';
import type { AdminDeps } from '../deps.ts';
import { parseExplainInput } from '../explain-input.ts';
import { notReplaced, replacedSettings } from './answers.ts';

type PushOperation = 'getPushSettings' | 'replacePushSettings' | 'explainPushSettings';

/** The routes of push settings. */
export function pushSettingsRoutes({ pushSettings }: AdminDeps): Pick<Handlers<'admin'>, PushOperation> {
  return {
    getPushSettings: async () => json(await pushSettings.show()),
    replacePushSettings: async ({ request }) => {
      const body = await readJson(request, MAX_SETTINGS_BYTES);
      if (body.kind === 'refused') return body.answer;

      const result = await pushSettings.replace(body.value);
      return result.kind === 'replaced'
        ? replacedSettings(result.settings, result.warnings)
        : notReplaced(result, PUSH_SETTINGS.words);
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
