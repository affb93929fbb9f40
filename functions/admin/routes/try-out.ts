import type { Handlers } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import type { AdminDeps, TestResult } from '../deps.ts';
import { noChannel } from './answers.ts';
import { nameOf } from './channels.ts';

/** The routes that try things out: test messages and previews. */
export function tryOutRoutes(deps: AdminDeps): Pick<Handlers<'admin'>, 'testChannel' | 'testChannelDraft' | 'preview'> {
  return {
    testChannel: async (request) => verdict(await deps.sendTest(nameOf(request))),
    testChannelDraft: async ({ request }) => {
      const body = await readJson(request);
      return body.kind === 'refused' ? body.answer : verdict(await deps.sendTestDraft(body.value));
    },
    preview: async ({ request }) => {
      const body = await readJson(request);
      if (body.kind === 'refused') return body.answer;

      const result = await deps.preview(body.value);
      return result.kind === 'invalid' ? notSent(result.errors) : json(result.preview);
    },
  };
}

/** A refused test message is a successful test. */
function verdict(result: TestResult): Response {
  switch (result.kind) {
    case 'verdict': {
      const { outcome, reason, errcode, errmsg } = result.verdict;
      return json({ outcome, reason, errcode, errmsg });
    }
    case 'unknown-channel':
      return noChannel();
    case 'invalid':
      return notSent(result.errors);
    default:
      return result satisfies never;
  }
}

function notSent(errors: Extract<TestResult, { kind: 'invalid' }>['errors']): Response {
  return problem('invalid', { detail: 'Nothing was sent. Mend every field named.', errors });
}
