import type { Access } from '#shared/access/access.ts';
import { isWithin } from '#shared/access/bounds.ts';
import { decideAccess } from '#shared/access/decide-access.ts';
import { judgeSignature, openKey } from '#shared/access/signing-key.ts';
import { shownToken, type TokenRecord } from '#shared/access/token.ts';
import type { Failure, Vendor } from '#shared/receiving/robot-messages/vendor.ts';
import { isReservedSource, RESERVED_SOURCE } from '#shared/receiving/source-name.ts';
import type { RouteRequest } from '../edge/app.ts';
import { boundSource } from './keep-to-bounds.ts';

/** Who sends a message for a robot, and where it goes. */
export interface Sender {
  readonly kind: 'admitted';
  /** Those its token is bound to. */
  readonly channels: readonly string[];
  /** The only sender its token speaks for, else the token's own name. */
  readonly source: string;
}

/** Why nobody's message is taken, and what helps. */
export interface NotAdmitted {
  readonly kind: Failure;
  readonly hint?: string;
}

/** Finds out who sends by the token in the query and, where it has a key, the signature. Throws when tokens can't be looked up. */
export async function admitSender(
  { query, nowMs }: RouteRequest,
  vendor: Vendor,
  access: Access,
): Promise<Sender | NotAdmitted> {
  const token = query.get(vendor.tokenParameter)?.trim() ?? '';
  if (token === '') return { kind: 'no-token' };

  const record = await access.find(shownToken(token));
  const decision = decideAccess(record, 'ingest', nowMs);
  if (record === undefined || decision.kind !== 'allowed') return { kind: 'unknown-token' };
  if (record.sealedKey !== undefined) {
    const refused = refuseSignature(query, { sealedKey: record.sealedKey, token }, vendor, nowMs);
    if (refused !== undefined) return refused;
  }

  return senderOf(record);
}

function refuseSignature(
  query: URLSearchParams,
  { sealedKey, token }: { readonly sealedKey: string; readonly token: string },
  vendor: Vendor,
  nowMs: number,
): NotAdmitted | undefined {
  if (!vendor.signs) return { kind: 'unknown-token', hint: 'tocsin: a token with a signing key is for /robot/send' };

  const key = openKey(sealedKey, token);
  const given = { timestamp: query.get('timestamp') ?? '', sign: query.get('sign') ?? '' };
  const verdict = key === undefined ? 'wrong' : judgeSignature(given, key, nowMs);
  return verdict === 'right' ? undefined : { kind: `${verdict}-sign` };
}

/** A token of a robot's wire stands for a group, so one that is for all of them is none here. */
function senderOf({ bounds, name }: TokenRecord): Sender | NotAdmitted {
  if (bounds?.channels === undefined) {
    return { kind: 'unknown-token', hint: 'tocsin: this token is bound to no channels, make one that is' };
  }
  const source = boundSource(bounds) ?? name;
  if (!isWithin(bounds, { source })) {
    return {
      kind: 'unknown-token',
      hint: 'tocsin: this token is bound to several sources, make one of a single source',
    };
  }

  if (isReservedSource(source)) {
    return { kind: 'unknown-token', hint: `tocsin: the source of this token ${RESERVED_SOURCE}` };
  }

  return { kind: 'admitted', channels: bounds.channels, source };
}
