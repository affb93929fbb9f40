import { createHmac } from 'node:crypto';
import type { OcpCredentials } from '#shared/polling/credentials.ts';

/** One request without a body. */
export interface OcpRequest {
  /** As it is sent, with the port where there is one. */
  readonly host: string;
  /** Path and query, as they are sent. */
  readonly target: string;
  readonly nowMs: number;
}

const CONTENT_TYPE = 'application/json';
const ORIGIN = 'tocsin';

/**
 * The headers of a GET. With an access key OCP wants a signature of method,
 * digest of the body (none), content type, date, host, its own headers and the
 * address, one a line (OCP 4.x manual, "API authentication", read 2026-11);
 * the date may be 15 minutes off.
 */
export function ocpHeaders(
  { host, target, nowMs }: OcpRequest,
  credentials: OcpCredentials,
): Readonly<Record<string, string>> {
  if (credentials.kind === 'password') {
    const pair = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
    return { authorization: `Basic ${pair}` };
  }

  const { accessKey, secretKey } = credentials;
  const date = new Date(nowMs).toUTCString();
  const text = ['GET', '', CONTENT_TYPE, date, host, `x-ocp-origin:${ORIGIN}`, target].join('\n');
  const signature = createHmac('sha1', secretKey).update(text).digest('base64');
  return {
    authorization: `OCP-ACCESS-KEY-HMACSHA1 ${accessKey}:${signature}`,
    date,
    'content-type': CONTENT_TYPE,
    'x-ocp-origin': ORIGIN,
  };
}
