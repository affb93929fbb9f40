import { type ApiTokens, FIRST_SCOPES } from './api-tokens.ts';
import type { RelayOptions } from './options.ts';

/** What a person who starts the relay must know about its tokens. New ones are in it: show it once, log it never. */
export function welcome(options: RelayOptions, { made }: ApiTokens): readonly string[] {
  const shown = FIRST_SCOPES.flatMap((scope) => {
    const token = made[scope];
    return token === undefined ? [] : [`  ${`${scope} token:`.padEnd(14)} ${token}`];
  });
  if (shown.length > 0) return ['new API tokens, shown this once (only their hashes are kept):', ...shown];
  if (options.adminToken !== undefined && options.ingestToken !== undefined) return [];

  return [
    'the API tokens are those of the first start; set TOCSIN_ADMIN_TOKEN and TOCSIN_INGEST_TOKEN to replace them',
  ];
}
