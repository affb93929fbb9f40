import type { Access } from '#shared/access/access.ts';
import { type AccessDecision, decideAccess } from '#shared/access/decide-access.ts';
import type { Scope } from '#shared/access/scope.ts';
import { hashToken } from '#shared/access/token.ts';
import { presentedToken } from './credentials.ts';
import { problem } from './http-problem.ts';

/** Whether a request may go on; a token that was not presented is told from one that is not known. */
export type Authentication = AccessDecision | { readonly kind: 'unauthenticated'; readonly reason: 'no-token' };

/** Finds out who calls and whether they may. Throws when the tokens can't be looked up. */
export async function authenticate(
  headers: Headers,
  needed: Scope,
  access: Access,
  nowMs: number,
): Promise<Authentication> {
  const token = presentedToken(headers);
  if (token === undefined || token === '') return { kind: 'unauthenticated', reason: 'no-token' };

  return decideAccess(await access.find(hashToken(token)), needed, nowMs);
}

const DETAILS = {
  'no-token': 'Send the token as "Authorization: Bearer …", as the password of Basic, or as "x-api-key".',
  unknown: 'This token is not known.',
  expired: 'This token has expired.',
} as const;

/**
 * The answer to a caller who may not go on (RFC 9110 §11.6.1, RFC 6750 §3).
 *
 * Only ingest routes offer Basic: some senders (Amazon SNS) send a password
 * only when asked for it, while a browser asked for it opens a dialog.
 */
export function refusal(refused: Exclude<Authentication, { kind: 'allowed' }>, needed: Scope): Response {
  if (refused.kind === 'forbidden') {
    return problem('forbidden', {
      detail: `This needs a token with the scope "${needed}".`,
      extra: { scope: needed },
      headers: [['www-authenticate', `Bearer realm="tocsin", error="insufficient_scope", scope="${needed}"`]],
    });
  }

  const error = refused.reason === 'no-token' ? '' : ', error="invalid_token"';
  const basic = needed === 'ingest' ? [['www-authenticate', 'Basic realm="tocsin", charset="UTF-8"'] as const] : [];
  return problem('unauthenticated', {
    detail: DETAILS[refused.reason],
    headers: [...basic, ['www-authenticate', `Bearer realm="tocsin"${error}`]],
  });
}
