import type { Access } from '#shared/access/access.ts';
import { type AccessDecision, decideAccess } from '#shared/access/decide-access.ts';
import type { Scope } from '#shared/access/scope.ts';
import { shownToken } from '#shared/access/token.ts';
import { presentedToken } from './credentials.ts';
import { problem } from './http-problem.ts';

/**
 * Whether a request may go on; a token that was not presented is told from one
 * that is not known, and one that needs a signature beside it is none here.
 */
export type Authentication =
  | AccessDecision
  | { readonly kind: 'unauthenticated'; readonly reason: 'no-token' | 'needs-signature' };

/** Finds out who calls and whether they may. Throws when the tokens can't be looked up. */
export async function authenticate(
  headers: Headers,
  needed: Scope,
  access: Access,
  nowMs: number,
): Promise<Authentication> {
  const token = needed !== 'read' && isOfAnotherSite(headers) ? undefined : presentedToken(headers);
  if (token === undefined || token === '') return { kind: 'unauthenticated', reason: 'no-token' };

  const record = await access.find(shownToken(token));
  const decision = decideAccess(record, needed, nowMs);
  const isUnsigned = decision.kind === 'allowed' && record?.sealedKey !== undefined;
  return isUnsigned ? { kind: 'unauthenticated', reason: 'needs-signature' } : decision;
}

const DETAILS = {
  'no-token': 'Send the token as "Authorization: Bearer …", as the password of Basic, or as "x-api-key".',
  unknown: 'This token is not known.',
  expired: 'This token has expired, or was replaced by a newer one.',
  revoked: 'This token was revoked.',
  'needs-signature': 'This token has a signing key: it counts at POST /robot/send only, with timestamp and sign.',
} as const;

/**
 * The answer to a caller who may not go on (RFC 9110 §11.6.1, RFC 6750 §3).
 *
 * Basic makes a browser open its dialog, where the token goes in as the
 * password. It is offered where that helps: on ingest routes, since some
 * senders (Amazon SNS) send a password only when asked for it, and to a person
 * who opens a link to read. A script that reads sees no dialog.
 */
export function refusal(
  refused: Exclude<Authentication, { kind: 'allowed' }>,
  needed: Scope,
  headers: Headers,
): Response {
  if (refused.kind === 'forbidden') {
    return problem('forbidden', {
      detail: `This needs a token with the scope "${needed}".`,
      extra: { scope: needed },
      headers: [['www-authenticate', `Bearer realm="tocsin", error="insufficient_scope", scope="${needed}"`]],
    });
  }

  const error = refused.reason === 'no-token' ? '' : ', error="invalid_token"';
  const offersBasic = needed === 'ingest' || (needed === 'read' && acceptsPages(headers));
  const basic = offersBasic ? [['www-authenticate', 'Basic realm="tocsin", charset="UTF-8"'] as const] : [];
  return problem('unauthenticated', {
    detail: DETAILS[refused.reason],
    headers: [...basic, ['www-authenticate', `Bearer realm="tocsin"${error}`]],
  });
}

/** Whether a page is wanted, as when a person opens a link: scripts take anything, or JSON. */
function acceptsPages(headers: Headers): boolean {
  return /\btext\/html\b/i.test(headers.get('accept') ?? '');
}

/**
 * Whether a page of another site made a browser ask (W3C Fetch Metadata). The
 * browser adds the password somebody once typed into its dialog, so such a
 * request may read, where that page can't see the answer, and do nothing else.
 */
function isOfAnotherSite(headers: Headers): boolean {
  const from = headers.get('sec-fetch-site');
  return from === 'cross-site' || from === 'same-site';
}
