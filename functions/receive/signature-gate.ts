import {
  judgeSignature,
  keysIn,
  type SignatureRefusal,
  type SignatureVerdict,
  type SignedRequest,
} from '#shared/receiving/signature/judge-signature.ts';
import type { SenderKeys, SignatureRule } from '#shared/receiving/signature/signature-rule.ts';
import { problem, retryLater } from '../edge/http-problem.ts';
import type { Telemetry } from '../edge/telemetry.ts';

/** What the gate needs of the world. */
export interface SignatureGateDeps {
  readonly keys: SenderKeys;
  readonly telemetry: Telemetry;
}

/** Seconds until a sender should come again while its key can't be had. */
const RETRY_AFTER_SECONDS = 20;

/**
 * The refusal of a request that names a sender whose requests have to be
 * signed, when it is not; undefined when it may go on. All the senders named
 * count, so no alert of one comes in beside another's.
 */
export async function refuseUnsigned(
  request: SignedRequest,
  senders: readonly string[],
  rules: readonly SignatureRule[],
  deps: SignatureGateDeps,
): Promise<Response | undefined> {
  for (const rule of rules.filter(({ source }) => senders.includes(source))) {
    const answer = await refuse(request, rule, deps);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

async function refuse(
  request: SignedRequest,
  rule: SignatureRule,
  { keys, telemetry }: SignatureGateDeps,
): Promise<Response | undefined> {
  const { source } = rule;
  const verdict = await judge(request, rule, keys).catch((error: unknown) => {
    telemetry.error('the key of a sender can not be read', error, { source });
    return 'no-store' as const;
  });
  if (verdict === 'no-store') return later('The key for the signature can not be read now.');
  if (verdict === 'no-key') {
    telemetry.warn('the key of a sender is missing', { source, key: rule.key.name });
    return later(`There is no key for the signature of "${source}": write the secret that grafanaSignatures names.`);
  }
  if (verdict.kind === 'right') return undefined;

  telemetry.warn('signature refused', { source, reason: verdict.reason });
  return problem('not-believed', { detail: detailOf(verdict.reason, rule) });
}

/** A wrong signature is judged again by the key as it is now: it may have been changed a moment ago. */
async function judge(
  request: SignedRequest,
  rule: SignatureRule,
  keys: SenderKeys,
): Promise<SignatureVerdict | 'no-key'> {
  const known = keysIn((await keys.read(rule.key)) ?? '');
  const verdict: SignatureVerdict | 'no-key' = known.length === 0 ? 'no-key' : judgeSignature(request, rule, known);
  const isStale = verdict === 'no-key' || (verdict.kind === 'refused' && verdict.reason === 'wrong-signature');
  if (!isStale) return verdict;

  const fresh = keysIn((await keys.readFresh(rule.key)) ?? '');
  return fresh.length === 0 ? 'no-key' : judgeSignature(request, rule, fresh);
}

/** What to look at, in the words of Grafana's contact point. No key and no signature is in it. */
function detailOf(reason: SignatureRefusal, { source, header, timestampHeader, maxAgeSeconds }: SignatureRule): string {
  const who = `Requests of "${source}" have to be signed. Nothing was accepted. In Grafana: contact point → Webhook → HMAC Signature.`;
  switch (reason) {
    case 'no-signature':
      return `${who} The header ${header} is missing: fill in Secret, and Header ${header}.`;
    case 'unreadable-signature':
      return `${who} The header ${header} is not the 64 hexadecimal digits of an HMAC-SHA256.`;
    case 'no-timestamp':
      return `${who} The header ${timestampHeader} is missing: fill in Timestamp Header ${timestampHeader}.`;
    case 'unreadable-timestamp':
      return `${who} The header ${timestampHeader} is not the seconds since 1970.`;
    case 'out-of-time':
      return `${who} The header ${timestampHeader} is more than ${maxAgeSeconds} s from now: compare the clocks, or the request was kept for long.`;
    case 'wrong-signature':
      return `${who} The signature does not fit: compare Secret with the relay's secret, and see that ${timestampHeader === undefined ? 'Timestamp Header is empty, as timestampHeader is here' : `Timestamp Header is ${timestampHeader}`}. What changes the body on its way breaks it too.`;
    default:
      return reason satisfies never;
  }
}

function later(detail: string): Response {
  return retryLater('unavailable', RETRY_AFTER_SECONDS, detail);
}
