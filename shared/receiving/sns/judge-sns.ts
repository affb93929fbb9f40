import { verify, X509Certificate } from 'node:crypto';
import { isAllowedTopic } from './allowed-topics.ts';
import type { SnsMessage } from './sns-message.ts';
import { isCertificateUrl } from './sns-url.ts';

/** What fetching a text came to. */
export type FetchedText =
  | { readonly kind: 'text'; readonly status: number; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Gets a small text over https; never throws. */
export type FetchText = (url: string) => Promise<FetchedText>;

/** Whether a message is to be believed. */
export type SnsVerdict =
  | { readonly kind: 'believed' }
  /** It never will be: SNS need not come again. */
  | { readonly kind: 'refused'; readonly reason: SnsRefusal }
  /** The certificate can't be had now: SNS may come again. */
  | { readonly kind: 'undecided'; readonly reason: string };

/** Why a message is not believed. */
export type SnsRefusal =
  | 'topic-not-allowed'
  | 'out-of-time'
  | 'unknown-signature-version'
  | 'untrusted-certificate'
  | 'wrong-signature';

/** What judging needs. */
export interface SnsJudgePorts {
  readonly fetchText: FetchText;
  /** ARNs, with `*` for any characters. */
  readonly allowedTopics: readonly string[];
}

/** SNS tries an address again for an hour at most (developer guide, "Delivery retries"); clocks differ by less than the rest. */
const MAX_AGE_MS = 75 * 60_000;
const MAX_AHEAD_MS = 15 * 60_000;

/** Certificates kept; SNS has one a region, and changes it about once a year. */
const MAX_CERTIFICATES = 20;

/** Refusals that pass: too slow a request, too many of them. To SNS a refusal of ours is final. */
const PASSING = new Set([408, 429]);

/** Version 1 signs with SHA-1, which AWS still does unless a topic asks for 2. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['1', 'RSA-SHA1'],
  ['2', 'RSA-SHA256'],
]);

/** Judges messages of SNS: cheapest question first, so that nothing is fetched for a topic nobody allowed. */
export function createSnsJudge({ fetchText, allowedTopics }: SnsJudgePorts) {
  const certificates = new Map<string, X509Certificate>();

  return async (message: SnsMessage, nowMs: number): Promise<SnsVerdict> => {
    const refused = refusalOf(message, allowedTopics, nowMs);
    if (refused !== undefined) return { kind: 'refused', reason: refused };

    const url = message.signingCertUrl;
    const certificate = certificates.get(url) ?? (await fetchCertificate(url, fetchText));
    if ('kind' in certificate) return certificate;
    if (Date.parse(certificate.validTo) < nowMs) return { kind: 'refused', reason: 'untrusted-certificate' };
    if (certificates.size >= MAX_CERTIFICATES) certificates.clear();
    certificates.set(url, certificate);

    return isSignedBy(certificate, message) ? { kind: 'believed' } : { kind: 'refused', reason: 'wrong-signature' };
  };
}

function refusalOf(message: SnsMessage, allowedTopics: readonly string[], nowMs: number): SnsRefusal | undefined {
  if (!isAllowedTopic(message.topicArn, allowedTopics)) return 'topic-not-allowed';
  const ageMs = nowMs - Date.parse(message.timestamp);
  // NaN for what is no time: neither comparison would hold.
  if (!(ageMs <= MAX_AGE_MS && ageMs >= -MAX_AHEAD_MS)) return 'out-of-time';
  if (!ALGORITHMS.has(message.signatureVersion)) return 'unknown-signature-version';
  return isCertificateUrl(message.signingCertUrl) ? undefined : 'untrusted-certificate';
}

async function fetchCertificate(
  url: string,
  fetchText: FetchText,
): Promise<X509Certificate | Exclude<SnsVerdict, { kind: 'believed' }>> {
  const fetched = await fetchText(url);
  if (fetched.kind === 'failed') return { kind: 'undecided', reason: fetched.reason };
  if (fetched.status !== 200) {
    const isForGood = fetched.status >= 400 && fetched.status < 500 && !PASSING.has(fetched.status);
    return isForGood
      ? { kind: 'refused', reason: 'untrusted-certificate' }
      : { kind: 'undecided', reason: `answered ${fetched.status}` };
  }

  try {
    return new X509Certificate(fetched.text);
  } catch {
    return { kind: 'undecided', reason: 'answered with something that is no certificate' };
  }
}

function isSignedBy(certificate: X509Certificate, message: SnsMessage): boolean {
  const algorithm = ALGORITHMS.get(message.signatureVersion);
  const signature = Buffer.from(message.signature, 'base64');
  try {
    return verify(algorithm, Buffer.from(message.signed, 'utf8'), certificate.publicKey, signature);
  } catch {
    // A key that this algorithm does not go with.
    return false;
  }
}
