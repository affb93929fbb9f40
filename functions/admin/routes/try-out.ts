import { type Preview, previewMessage } from '#shared/rendering/preview.ts';
import type { Handlers } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import { badQuery, readQuery, text } from '../../edge/query.ts';
import type { AdminDeps, TestResult } from '../deps.ts';
import { type PreviewInputResult, parsePreviewInput } from '../preview-input.ts';
import { noAlert, noChannel } from './answers.ts';
import { asShown, nameOf } from './channels.ts';

/** Which robot of a channel to test; the first when it is not said. */
interface WhichRobot {
  readonly robot?: string;
}

/** The routes that try things out: test messages and previews. */
export function tryOutRoutes(deps: AdminDeps): Pick<Handlers<'admin'>, 'testChannel' | 'testChannelDraft' | 'preview'> {
  return {
    testChannel: async (request) => {
      const read = readQuery<WhichRobot>(request.query, { robot: text });
      if (read.kind === 'invalid') return badQuery(read.errors);

      return verdict(await deps.sendTest(nameOf(request), read.values.robot));
    },
    testChannelDraft: async ({ request, query }) => {
      const read = readQuery<WhichRobot>(query, { robot: text });
      if (read.kind === 'invalid') return badQuery(read.errors);

      const body = await readJson(request);
      return body.kind === 'refused'
        ? body.answer
        : verdict(await deps.sendTestDraft(asShown(body.value), read.values.robot));
    },
    preview: async ({ request, nowMs }) => {
      const body = await readJson(request);
      if (body.kind === 'refused') return body.answer;

      const input = parsePreviewInput(body.value, nowMs);
      return input.kind === 'invalid' ? notSent(input.errors) : previewed(input, deps);
    },
  };
}

async function previewed(
  { input, past }: Extract<PreviewInputResult, { kind: 'parsed' }>,
  { findAlert }: AdminDeps,
): Promise<Response> {
  if (past === undefined) return json(shownPreview(previewMessage(input)));

  const found = await findAlert(past.id, past.source);
  return found.kind === 'found' ? json(shownPreview(previewMessage({ ...input, alert: found.alert }))) : noAlert(found);
}

/** A refused test message is a successful test. */
function verdict(result: TestResult): Response {
  switch (result.kind) {
    case 'verdict': {
      const { outcome, reason, errcode, errmsg, advice } = result.verdict;
      return json({ outcome, reason, errcode, errmsg, advice });
    }
    case 'not-found':
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

function shownPreview({ format, title, text, cut, fellBack, template, errors }: Preview): object {
  return {
    format,
    title,
    text,
    cut,
    ...(fellBack === undefined ? {} : { fellBack }),
    ...(template === undefined ? {} : { template }),
    errors,
  };
}
