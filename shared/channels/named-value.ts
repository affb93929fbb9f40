import { CREDENTIALS_FORM, credentialsIn } from '../polling/credentials.ts';
import { keysIn } from '../receiving/signature/judge-signature.ts';
import type { Product } from './channel.ts';
import { pickValue, type SecretField } from './file-channel.ts';
import { parseProxy } from './proxy-url.ts';
import { isRecord } from './section.ts';
import { parseWebhookUrl, type Webhook } from './webhook-url.ts';

/** What is to be written under a name, or why not. Neither quotes anything of it. */
export type NamedValue =
  | { readonly kind: 'fit'; readonly holds: readonly string[]; readonly warnings: readonly string[] }
  | { readonly kind: 'unfit'; readonly problem: string };

const FIELDS: readonly SecretField[] = ['webhookUrl', 'signatureKey', 'proxy'];
const PRODUCTS: readonly Product[] = ['dingtalk', 'wecom'];
/** As much as Secrets Manager keeps in one secret, bytes (docs.aws.amazon.com, quotas). */
const MAX_BYTES = 65_536;

/**
 * Looks at the key of a sender before it is written: one text, or a JSON list of
 * two while one takes the other's place. Its shape is the sender's to choose.
 */
export function inspectSenderKey(text: string): NamedValue {
  if (text.trim() === '') return unfit('is empty: nothing came on standard input');
  if (Buffer.byteLength(text) > MAX_BYTES) return unfit(`is longer than a secret can be, ${MAX_BYTES} bytes`);
  const count = keysIn(text).length;
  if (count === 0) return unfit('is a list without a key');

  return { kind: 'fit', holds: [count === 1 ? 'the key of a sender' : `${count} keys of a sender`], warnings: [] };
}

/** Looks at OCP's credentials before they are written. */
export function inspectOcpCredentials(text: string): NamedValue {
  if (text.trim() === '') return unfit('is empty: nothing came on standard input');
  const credentials = credentialsIn(text);
  if (credentials === undefined) return unfit(`must be ${CREDENTIALS_FORM}, as JSON`);

  return {
    kind: 'fit',
    holds: [credentials.kind === 'password' ? 'a user of OCP' : 'an access key of OCP'],
    warnings: [],
  };
}

/**
 * Looks at a named secret's value before it is written: which of a robot's
 * secrets it can be. Whether it suits the channel is seen where it is used.
 */
export function inspectNamedValue(text: string): NamedValue {
  if (text.trim() === '') return unfit('is empty: nothing came on standard input');
  if (Buffer.byteLength(text) > MAX_BYTES) return unfit(`is longer than a secret can be, ${MAX_BYTES} bytes`);
  if (text.trimStart().startsWith('{')) return inspectObject(text);
  if (/\s/.test(text.trim())) return unfit('has spaces or several lines: it must be one value, or a JSON object');

  return inspectText(text.trim());
}

function inspectObject(text: string): NamedValue {
  const members = membersOf(text);
  if (members === undefined) return unfit('begins with { and is not a JSON object: check its quotes and commas');
  const unknown = members.filter((member) => !FIELDS.some((field) => field === member));
  if (unknown.length > 0) return unfit(`has members other than ${FIELDS.join(', ')}`);
  const holds = FIELDS.filter((field) => members.includes(field));
  if (holds.length === 0) return unfit(`holds none of ${FIELDS.join(', ')}`);

  const problems = holds.flatMap((field) => problemOf(field, pickValue(text, field)) ?? []);
  const warnings = holds.flatMap((field) => oddity(field, pickValue(text, field) ?? ''));
  return problems.length > 0 ? unfit(problems.join('; ')) : { kind: 'fit', holds, warnings };
}

/** A text is whatever it looks like; what looks like nothing is taken for a signing key. */
function inspectText(text: string): NamedValue {
  if (!/^https?:/i.test(text)) return accepted('signatureKey', text);
  if (problemOf('webhookUrl', text) === undefined) return accepted('webhookUrl', text);
  if (parseProxy(text).kind === 'proxy') return accepted('proxy', text);

  return unfit('is neither a webhook URL of DingTalk or WeCom nor a proxy: copy the whole address from the robot');
}

function accepted(field: SecretField, text: string): NamedValue {
  return { kind: 'fit', holds: [field], warnings: oddity(field, text) };
}

/** Hosts are the stack's to judge: it may allow others than the vendors'. */
function problemOf(field: SecretField, value: string | undefined): string | undefined {
  if (value === undefined) return `${field} must be a text that is not blank`;
  if (field === 'signatureKey') return undefined;
  if (field === 'proxy') {
    const result = parseProxy(value);
    return result.kind === 'unfit' ? `proxy ${result.message}` : undefined;
  }

  return webhooksOf(value).length > 0 ? undefined : 'webhookUrl is not a whole webhook address of a robot';
}

function oddity(field: SecretField, value: string): readonly string[] {
  if (field === 'signatureKey') {
    return value.startsWith('SEC') ? [] : ['signatureKey does not begin with SEC: check that it was copied whole'];
  }
  const [webhook] = field === 'webhookUrl' ? webhooksOf(value) : [];
  return webhook?.warnings.map((warning) => `webhookUrl: ${warning}`) ?? [];
}

/** What it is as a robot of either product, wherever that listens. */
function webhooksOf(text: string): readonly Webhook[] {
  const allowedHosts = [URL.parse(text)?.hostname ?? ''];
  return PRODUCTS.flatMap((type) => {
    const result = parseWebhookUrl(text, { type, hasProxy: true, allowedHosts });
    return result.kind === 'webhook' ? [result.webhook] : [];
  });
}

function membersOf(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? Object.keys(value) : undefined;
  } catch {
    // A JSON error would quote the secret.
    return undefined;
  }
}

function unfit(problem: string): NamedValue {
  return { kind: 'unfit', problem };
}
