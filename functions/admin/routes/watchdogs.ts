import type { ReplaceWatchdogsResult } from '#shared/watchdogs/manage-watchdogs.ts';
import type { SourceStatus } from '#shared/watchdogs/source-status.ts';
import type { Handlers } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import type { AdminDeps } from '../deps.ts';

type WatchdogOperation = 'getWatchdogs' | 'replaceWatchdogs' | 'listWatchedSources';

/** The routes of watchdogs. */
export function watchdogRoutes({ watchdogs }: AdminDeps): Pick<Handlers<'admin'>, WatchdogOperation> {
  return {
    getWatchdogs: async () => json(await watchdogs.show()),
    replaceWatchdogs: async ({ request }) => {
      const body = await readJson(request);
      return body.kind === 'refused' ? body.answer : replaced(await watchdogs.replace(body.value));
    },
    listWatchedSources: async () => json({ items: (await watchdogs.sources()).map(shown), cursor: null }),
  };
}

function shown({ source, state, heardAtMs, silentSinceMs }: SourceStatus): object {
  return { source, state, lastHeardAt: timeOf(heardAtMs), silentSince: timeOf(silentSinceMs) };
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

function replaced(result: ReplaceWatchdogsResult): Response {
  switch (result.kind) {
    case 'replaced': {
      const { watchdogs, warnings } = result;
      // Only when there are any: what is shown can be put back as it is.
      return json({ ...watchdogs, ...(warnings.length === 0 ? {} : { warnings }) });
    }
    case 'invalid':
      return problem('invalid', { detail: 'Nothing was changed. Mend every field named.', errors: result.errors });
    case 'managed-by-file':
      return problem('managed-by-file', { detail: 'The watchdogs come from tocsin.yaml: change them there.' });
    case 'changed-meanwhile':
      return problem('changed-meanwhile', { detail: 'Get the watchdogs again, and repeat your change on that.' });
    default:
      return result satisfies never;
  }
}
