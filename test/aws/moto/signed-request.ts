import { createHash, createHmac } from 'node:crypto';

/** Credentials of a user, or of a role with its session token. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** One call of an AWS API: by a target header and JSON, or by form fields. */
export interface AwsCall {
  readonly endpoint: string;
  readonly region: string;
  /** As signatures name it: `sts`, `sns`, `logs`. */
  readonly service: string;
  readonly credentials: Credentials;
  readonly contentType: string;
  readonly target?: string;
  readonly body: string;
}

/**
 * Headers for a POST to `/`, signed by AWS's Signature Version 4 (IAM User
 * Guide, "Create a signed AWS API request"): for the few services that no SDK
 * client is installed for.
 */
export function signedHeaders(call: AwsCall, nowMs: number): Readonly<Record<string, string>> {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${call.region}/${call.service}/aws4_request`;
  const headers: Readonly<Record<string, string>> = {
    'content-type': call.contentType,
    host: new URL(call.endpoint).host,
    'x-amz-date': time,
    ...(call.credentials.sessionToken !== undefined && { 'x-amz-security-token': call.credentials.sessionToken }),
    ...(call.target !== undefined && { 'x-amz-target': call.target }),
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(call.body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${call.credentials.secretAccessKey}`);
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const credential = `${call.credentials.accessKeyId}/${scope}`;

  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
