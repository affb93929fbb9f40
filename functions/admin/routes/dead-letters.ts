import { LEVELS } from '#shared/alert/level.ts';
import type { Language } from '#shared/channels/channel.ts';
import type { DeadLetter } from '#shared/dead-letters/dead-letter.ts';
import type { DeadLetterQuery } from '#shared/dead-letters/list-dead-letters.ts';
import type { ReplayResult } from '#shared/dead-letters/replay.ts';
import { adviceForDeath } from '#shared/delivery/alert-advice.ts';
import { InvalidCursorError } from '#shared/delivery/ledger.ts';
import type { Handlers } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import { badQuery, limit, oneOf, readQuery, text, time } from '../../edge/query.ts';
import { rfc3339 } from '../../edge/times.ts';
import type { AdminDeps } from '../deps.ts';
import { parseReplayInput } from '../replay-input.ts';
import { noChannel } from './answers.ts';
import { listed } from './listed.ts';

const COLUMNS = [
  ...['id', 'alert', 'source', 'name', 'level', 'status', 'target', 'channel', 'reason', 'diedAt', 'occurrences'],
  ...['deliveries', 'advice'],
];

type DeadLetterOperation = 'listDeadLetters' | 'replayDeadLetter' | 'replayDeadLetters';

/** The routes of dead letters: what no robot would take, and telling it after all. */
export function deadLetterRoutes({ deadLetters }: AdminDeps): Pick<Handlers<'admin'>, DeadLetterOperation> {
  return {
    listDeadLetters: (request) =>
      listed<DeadLetterQuery, DeadLetter>(request, {
        name: 'dead-letters',
        readers: {
          channel: text,
          name: text,
          level: oneOf(LEVELS),
          target: text,
          source: text,
          reason: text,
          since: time,
          until: time,
          limit: limit(100),
          cursor: text,
        },
        list: (wanted) => deadLetters.list(wanted),
        columns: COLUMNS,
        shown,
      }),
    replayDeadLetter: async ({ params, query }) => {
      const read = readQuery<object>(query, {});
      return read.kind === 'invalid' ? badQuery(read.errors) : replayed(await deadLetters.replay(params['id'] ?? ''));
    },
    replayDeadLetters: async ({ request }) => {
      const body = await readJson(request);
      return body.kind === 'refused' ? body.answer : replayMatching(body.value, deadLetters);
    },
  };
}

async function replayMatching(body: unknown, deadLetters: AdminDeps['deadLetters']): Promise<Response> {
  const input = parseReplayInput(body);
  if (input.kind === 'invalid') return notReplayed(input.errors);

  try {
    const result = await deadLetters.replayMatching(input.filter);
    if (result === 'unknown-channel') return noChannel();
    return json({ replayed: result.replayed, skipped: result.skipped, cursor: result.cursor });
  } catch (error) {
    if (!(error instanceof InvalidCursorError)) throw error;

    return notReplayed([{ field: 'cursor', message: 'is none that a replay gave; begin again without it' }]);
  }
}

function notReplayed(errors: Extract<ReturnType<typeof parseReplayInput>, { kind: 'invalid' }>['errors']): Response {
  return problem('invalid', { detail: 'Nothing was replayed. Mend every field named.', errors });
}

function replayed(result: ReplayResult): Response {
  switch (result.kind) {
    case 'replayed':
      return json({ replayed: 1 });
    case 'unknown':
      return problem('unknown-dead-letter', { detail: 'GET /v1/dead-letters lists those kept.' });
    case 'not-dead':
      return problem('not-dead', {
        detail: 'It was replayed or came again meanwhile: see its story in GET /v1/alerts.',
      });
    case 'no-channel':
      return noChannel();
    case 'channel-disabled':
      return problem('channel-disabled', { detail: 'Enable the channel first: in it nothing is told.' });
    default:
      return result satisfies never;
  }
}

function shown(letter: DeadLetter, language: Language) {
  const advice = adviceForDeath(letter.reason, language).replace('{id}', letter.id);
  return { ...letter, diedAt: rfc3339(letter.diedAt), advice };
}
