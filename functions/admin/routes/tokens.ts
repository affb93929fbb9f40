import { type ApiToken, formerValues, isSigned, tokenState } from '#shared/access/api-token.ts';
import type { CreateTokenResult, RevokeTokenResult, RotateTokenResult } from '#shared/access/manage-tokens.ts';
import type { TokenHash } from '#shared/access/token.ts';
import type { Handlers } from '../../edge/app.ts';
import { json, problem } from '../../edge/http-problem.ts';
import { readJson } from '../../edge/json-body.ts';
import { badQuery, limit, readQuery, text } from '../../edge/query.ts';
import { rfc3339, rfc3339OrNull } from '../../edge/times.ts';
import type { AdminDeps } from '../deps.ts';
import { NOT_FOR_ROBOTS, parseNewToken, parseRotation, type TokenInputResult } from '../token-input.ts';
import { pageByName } from './page-by-name.ts';

type TokenOperation = 'listTokens' | 'createToken' | 'rotateToken' | 'revokeToken';

/** The routes of API tokens. A value is in the answer that made it, and nowhere else. */
export function tokenRoutes({ tokens }: AdminDeps): Pick<Handlers<'admin'>, TokenOperation> {
  return {
    listTokens: async ({ query, nowMs }) => {
      const read = readQuery<{ limit: number; cursor?: string }>(query, { limit: limit(1_000), cursor: text });
      if (read.kind === 'invalid') return badQuery(read.errors);

      const page = pageByName(await tokens.list(), ({ id }) => id, read.values);
      return json({ items: page.items.map((token) => shown(token, nowMs)), cursor: page.cursor });
    },
    createToken: ({ request, nowMs }) =>
      taking(
        request,
        (body) => parseNewToken(body, nowMs),
        async (wanted) => told(await tokens.create(wanted), nowMs),
      ),
    rotateToken: ({ request, params, nowMs }) =>
      taking(
        request,
        (body) => parseRotation(body, nowMs),
        async (wanted) => told(await tokens.rotate(params['id'] ?? '', wanted), nowMs),
      ),
    revokeToken: async ({ params, caller }) => revoked(await tokens.revoke(params['id'] ?? '', caller?.id)),
  };
}

/** Reads a body and does what it asks for. */
async function taking<T>(
  request: Request,
  parse: (body: unknown) => TokenInputResult<T>,
  act: (wanted: T) => Promise<Response>,
): Promise<Response> {
  const body = await readJson(request);
  if (body.kind === 'refused') return body.answer;
  const input = parse(body.value);
  if (input.kind === 'parsed') return act(input.wanted);

  return problem('invalid', { detail: 'Nothing was changed. Mend every field named.', errors: input.errors });
}

function told(result: CreateTokenResult | RotateTokenResult, nowMs: number): Response {
  switch (result.kind) {
    case 'created':
      return json({ ...shown(result.token, nowMs), token: result.value }, 201);
    case 'rotated':
      return json({ ...shown(result.token, nowMs), token: result.value });
    case 'name-taken':
      return problem('name-taken', { detail: 'There is a token of this name already: rotate it, or revoke it first.' });
    case 'unknown-channels':
      return problem('invalid', {
        detail: 'Nothing was changed. Mend every field named.',
        errors: result.names.map((name) => ({ field: 'channels', message: `there is no channel "${name}"` })),
      });
    case 'too-many-values':
      return problem('too-many-values', { detail: 'Rotate with "overlapSeconds": 0, which ends all but the new one.' });
    case 'signing-key-needed':
      return badSigningKey(
        'must be given again, or null for no signature: it is kept under the value that is replaced',
      );
    case 'not-for-signing':
      return badSigningKey(NOT_FOR_ROBOTS);
    case 'ended':
      return problem('token-ended', { detail: 'Make a new one; it may have the same name.' });
    case 'not-found':
      return noToken();
    case 'changed-meanwhile':
      return changedMeanwhile();
    default:
      return result satisfies never;
  }
}

function revoked(result: RevokeTokenResult): Response {
  switch (result.kind) {
    case 'revoked':
      return new Response(null, { status: 204 });
    case 'own-token':
      return problem('own-token', { detail: 'Show another token for "admin" to revoke this one: so one is left.' });
    case 'not-found':
      return noToken();
    case 'changed-meanwhile':
      return changedMeanwhile();
    default:
      return result satisfies never;
  }
}

function badSigningKey(message: string): Response {
  return problem('invalid', {
    detail: 'Nothing was changed. Mend every field named.',
    errors: [{ field: 'signingKey', message }],
  });
}

function noToken(): Response {
  return problem('unknown-token', {
    detail: 'GET /v1/tokens lists those made here; the first tokens are not among them.',
  });
}

function changedMeanwhile(): Response {
  return problem('changed-meanwhile', { detail: 'Look at GET /v1/tokens, and try again.' });
}

function shown(token: ApiToken, nowMs: number): object {
  return {
    id: token.id,
    name: token.name,
    scopes: token.scopes,
    channels: token.bounds?.channels ?? null,
    sources: token.bounds?.sources ?? null,
    form: token.form ?? 'tocsin',
    signed: isSigned(token),
    state: tokenState(token, nowMs),
    createdAt: rfc3339(token.createdAt),
    expiresAt: rfc3339OrNull(token.expiresAt ?? null),
    revokedAt: rfc3339OrNull(token.revokedAt ?? null),
    rotatedAt: token.current.since === token.createdAt ? null : rfc3339(token.current.since),
    hint: hintOf(token.current.hash),
    formerValues: formerValues(token, nowMs).map(({ hash, until }) => ({ hint: hintOf(hash), until: rfc3339(until) })),
  };
}

/** Enough of a hash for a holder to see whether it is his value, and nothing to find the value by. */
function hintOf(hash: TokenHash): string {
  return hash.slice(0, 8);
}
