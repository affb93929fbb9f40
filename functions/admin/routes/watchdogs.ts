import { WATCHDOGS } from '#shared/watchdogs/manage-watchdogs.ts';
import type { SourceStatus } from '#shared/watchdogs/source-status.ts';
import type { Handlers } from '../../edge/app.ts';
import { json } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import type { AdminDeps } from '../deps.ts';
import { notReplaced, replacedSettings } from './answers.ts';

type WatchdogOperation = 'getWatchdogs' | 'replaceWatchdogs' | 'listWatchedSources';

/** The routes of watchdogs. */
export function watchdogRoutes({ watchdogs }: AdminDeps): Pick<Handlers<'admin'>, WatchdogOperation> {
  return {
    getWatchdogs: async () => json(await watchdogs.show()),
    replaceWatchdogs: async ({ request }) => {
      const body = await readJson(request);
      if (body.kind === 'refused') return body.answer;

      const result = await watchdogs.replace(body.value);
      return result.kind === 'replaced'
        ? replacedSettings(result.watchdogs, result.warnings)
        : notReplaced(result, WATCHDOGS.words);
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
