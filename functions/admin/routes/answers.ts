import type { FoundAlert } from '#shared/delivery/find-alert.ts';
import type { NotReplaced } from '#shared/settings/replace-settings.ts';
import { json, problem } from '../../edge/http-problem.ts';

/** The answer about a channel that is not there. */
export function noChannel(): Response {
  return problem('unknown-channel', { detail: 'GET /v1/channels lists those there are.' });
}

/** The answer about a delivery that is not there. */
export function noDelivery(): Response {
  return problem('unknown-delivery', {
    detail: 'Deliveries are kept 90 days unless the relay was told otherwise; GET /v1/deliveries lists them.',
  });
}

/** The answer about an alert that can't be given. */
export function noAlert(why: Exclude<FoundAlert, { kind: 'found' }>): Response {
  switch (why.kind) {
    case 'unknown-alert':
      return problem('unknown-alert', { detail: 'GET /v1/alerts lists those kept; name the sender with source.' });
    case 'ambiguous':
      return problem('ambiguous', {
        detail: 'Several senders use this id. Name one with source.',
        errors: why.sources.map((source) => ({ field: 'source', message: `could be "${source}"` })),
      });
    default:
      return why satisfies never;
  }
}

/** The answer about a silence that is not there. */
export function noSilence(): Response {
  return problem('unknown-silence', {
    detail: 'GET /v1/silences lists those there are; 30 days after its end one is forgotten.',
  });
}

/** Settings that were replaced, with warnings only where there are any: what is shown can be put back as it is. */
export function replacedSettings(settings: object, warnings: readonly string[]): Response {
  return json({ ...settings, ...(warnings.length === 0 ? {} : { warnings }) });
}

/** Why settings were not replaced, which a sentence calls by `words`, and again by `words` or shorter. */
export function notReplaced(result: NotReplaced, words: string, again: string = words): Response {
  switch (result.kind) {
    case 'invalid':
      return problem('invalid', { detail: 'Nothing was changed. Mend every field named.', errors: result.errors });
    case 'managed-by-file':
      return problem('managed-by-file', { detail: `The ${words} come from tocsin.yaml: change them there.` });
    case 'changed-meanwhile':
      return problem('changed-meanwhile', { detail: `Get the ${again} again, and repeat your change on that.` });
    default:
      return result satisfies never;
  }
}
