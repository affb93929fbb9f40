import type { CreateSilenceResult, EndSilenceResult } from '#shared/silences/manage-silences.ts';
import type { Silence } from '#shared/silences/silence.ts';
import { effectOf, type SilenceState } from '#shared/silences/silence-effect.ts';
import type { Handlers } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import { badQuery, limit, oneOf, readQuery, text } from '../../edge/query.ts';
import { rfc3339, rfc3339OrNull } from '../../edge/times.ts';
import type { AdminDeps } from '../deps.ts';
import { SILENCE_STATES } from '../words.ts';
import { noSilence } from './answers.ts';
import { pageByName } from './page-by-name.ts';

type SilenceOperation = 'listSilences' | 'createSilence' | 'getSilence' | 'endSilence';

/** What a list of silences can be asked for. */
interface SilenceQuery {
  readonly state?: SilenceState;
  readonly limit: number;
  readonly cursor?: string;
}

/** The routes of silences: what is not to be told for a while. */
export function silenceRoutes({ silences }: AdminDeps): Pick<Handlers<'admin'>, SilenceOperation> {
  return {
    listSilences: async ({ query, nowMs }) => {
      const readers = { state: oneOf(SILENCE_STATES), limit: limit(100), cursor: text };
      const read = readQuery<SilenceQuery>(query, readers);
      if (read.kind === 'invalid') return badQuery(read.errors);

      const { state } = read.values;
      const all = (await silences.list()).filter((one) => state === undefined || effectOf(one, nowMs).kind === state);
      const page = pageByName(all, ({ id }) => id, read.values);
      return json({ items: page.items.map((one) => shown(one, nowMs)), cursor: page.cursor });
    },
    createSilence: async ({ request, caller }) => {
      const body = await readJson(request);
      return body.kind === 'refused' ? body.answer : created(await silences.create(body.value, caller?.name ?? ''));
    },
    getSilence: async ({ params, nowMs }) => {
      const silence = await silences.get(params['id'] ?? '');
      return silence === undefined ? noSilence() : json(shown(silence, nowMs));
    },
    endSilence: async ({ params }) => ended(await silences.end(params['id'] ?? '')),
  };
}

/** As it was when it was made, which is later than when it was asked for. */
function created(result: CreateSilenceResult): Response {
  switch (result.kind) {
    case 'created':
      return json(shown(result.silence, result.silence.createdAt), 201);
    case 'invalid':
      return problem('invalid', { detail: 'Nothing is silenced. Mend every field named.', errors: result.errors });
    case 'too-many':
      return problem('too-many-silences', { detail: 'At most 500 may be scheduled or in force: end some first.' });
    default:
      return result satisfies never;
  }
}

function ended(result: EndSilenceResult): Response {
  switch (result) {
    case 'ended':
      return new Response(null, { status: 204 });
    case 'not-found':
      return noSilence();
    case 'managed-by-file':
      return problem('managed-by-file', { detail: 'Take it out of tocsin.yaml, and apply or deploy that.' });
    default:
      return result satisfies never;
  }
}

function shown(silence: Silence, nowMs: number): object {
  return {
    id: silence.id,
    state: effectOf(silence, nowMs).kind,
    matchers: silence.matchers,
    channels: silence.channels ?? null,
    objectType: silence.objectType ?? null,
    excludedObjects: silence.excludedObjects,
    startsAt: rfc3339(silence.startsAt),
    endsAt: rfc3339(silence.endsAt),
    endedAt: rfc3339OrNull(silence.endedAt ?? null),
    daily: silence.daily ?? null,
    remark: silence.remark,
    author: silence.author,
    createdAt: rfc3339(silence.createdAt),
    origin: silence.origin,
    suppressedCount: silence.suppressedCount,
    suppressedIn: silence.heldIn,
  };
}
