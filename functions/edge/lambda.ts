import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** Answers one request. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/** A Lambda handler for an HTTP API (payload format 2.0) that answers as the same app does on a server. */
export function lambdaHandler(
  fetch: Fetch,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  return async (event) => {
    const response = await fetch(requestOf(event));

    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      // Not `text()`: that would take the byte order mark off a table.
      body: Buffer.from(await response.arrayBuffer()).toString(),
    };
  };
}

function requestOf(event: APIGatewayProxyEventV2): Request {
  const { method } = event.requestContext.http;
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
  const url = `https://${event.requestContext.domainName}${encodedPath(event.rawPath)}${query}`;
  const hasBody = event.body !== undefined && method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? { body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8') } : {};

  return new Request(url, { method, headers: headersOf(event), ...body });
}

/**
 * An HTTP API hands `rawPath` over decoded (seen in captures of live APIs,
 * 2026-09), and a channel may be called `100%` or have a space in its name.
 * A decoded slash can't be told from a real one: names hold none, and routes
 * of ids take the rest of the path.
 */
function encodedPath(rawPath: string): string {
  return rawPath.split('/').map(encodeURIComponent).join('/');
}

/** A header's value is bytes; what arrives here as text beyond ASCII was UTF-8. */
function headersOf(event: APIGatewayProxyEventV2): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) {
    if (value !== undefined) headers.set(name, Buffer.from(value, 'utf8').toString('latin1'));
  }

  return headers;
}
