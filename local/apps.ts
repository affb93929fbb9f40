import { createAdminApp } from '#functions/admin/app.ts';
import { createAdminDeps } from '#functions/admin/use-cases.ts';
import { isForReceive } from '#functions/edge/routes.ts';
import type { Telemetry } from '#functions/edge/telemetry.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import { anyAccess, listedAccess } from '#shared/access/access.ts';
import { cachedAccess } from '#shared/access/cached-access.ts';
import { createFetchText, SNS_FETCH_LIMITS } from '#shared/adapters/http/fetch-text.ts';
import type { ManagePorts } from '#shared/channels/manage-ports.ts';
import type { SenderKeys } from '#shared/receiving/signature/signature-rule.ts';
import { createSnsJudge } from '#shared/receiving/sns/judge-sns.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import type { ApiTokens } from './api-tokens.ts';
import type { Dispatcher } from './dispatcher.ts';
import { checkHealth } from './health.ts';
import type { Fetch } from './http-server.ts';
import type { Intake } from './intake.ts';
import type { Stores } from './stores.ts';
import { newTokenSecret, now, randomId, sleep } from './surroundings.ts';

/** No other process writes tokens here, so what is remembered stays good; the bounds are for mistakes and guesses. */
const TOKEN_CACHE = { ttlMs: 10_000, maxEntries: 1_000, now };

/** What the apps are made of. */
export interface AppParts {
  readonly stores: Stores;
  readonly tokens: ApiTokens;
  /** Keys of senders whose requests have to be signed. */
  readonly keys: SenderKeys;
  readonly manage: Omit<ManagePorts, 'audit'>;
  readonly dispatcher: Dispatcher;
  readonly intake: Intake;
  readonly telemetry: Telemetry;
  /** Topics of Amazon SNS whose messages are taken. */
  readonly allowedSnsTopics: readonly string[];
}

/** The two apps that are two functions on AWS, as one. */
export function createFetch({
  stores,
  tokens,
  keys,
  manage,
  dispatcher,
  intake,
  telemetry,
  allowedSnsTopics,
}: AppParts): Fetch {
  const knownTokens = cachedAccess(stores.tokens, TOKEN_CACHE);
  const edge = { access: anyAccess(knownTokens, listedAccess(tokens.records)), now, telemetry };
  const fetchText = createFetchText(SNS_FETCH_LIMITS);
  const receive = createReceiveApp({
    ...edge,
    sourceFor,
    mappings: stores.mappings,
    signatures: stores.mappings,
    keys,
    sns: { judge: createSnsJudge({ fetchText, allowedTopics: allowedSnsTopics }), fetchText },
    ...intake,
  });
  const admin = createAdminApp(
    createAdminDeps({
      ...edge,
      stores,
      manage,
      randomId,
      tokens: { tokens: stores.tokens, forget: () => knownTokens.forget(), makeSecret: newTokenSecret, now },
      test: { ...dispatcher.ports, sleep },
      health: () => checkHealth(stores.channels, dispatcher),
    }),
  );

  return (request) => {
    const app = isForReceive(request.method, new URL(request.url).pathname) ? receive : admin;
    return app.fetch(request);
  };
}
