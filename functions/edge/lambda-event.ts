import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/**
 * The event with its path percent-encoded again.
 *
 * An HTTP API hands `rawPath` over decoded (seen in captures of live APIs, 2026-09), and a
 * channel may be called `100%` or have a space in its name; left as it is, the
 * path would be decoded twice. A decoded slash can't be told from a real one:
 * names hold none, and routes of ids take the rest of the path.
 */
export function withEncodedPath(event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  const rawPath = event.rawPath.split('/').map(encodeURIComponent).join('/');

  return { ...event, rawPath };
}
