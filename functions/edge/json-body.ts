import { decodeUtf8, isJson, isPlainEncoding, readBody } from './body.ts';
import { problem } from './http-problem.ts';

/** The most a setting may hold unless its route says otherwise, in bytes: 1 MiB. A stored channel stays below DynamoDB's 400 kB an item. */
const MAX_SETTING_BYTES = 1024 * 1024;

/** A request body as JSON, or the answer that refuses it. */
export type JsonBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly answer: Response };

/** Reads a setting, which must be JSON in UTF-8. */
export async function readJson(request: Request, maxBytes = MAX_SETTING_BYTES): Promise<JsonBody> {
  const { headers } = request;
  if (!isJson(headers.get('content-type')) || !isPlainEncoding(headers.get('content-encoding'))) {
    const detail = 'Send JSON in UTF-8, as application/json, uncompressed.';
    return { kind: 'refused', answer: problem('unsupported-media-type', { detail }) };
  }

  const body = await readBody(request, maxBytes);
  if (body.kind === 'too-large') {
    const detail = `The body is larger than ${maxBytes} bytes.`;
    return { kind: 'refused', answer: problem('too-large', { detail }) };
  }

  return body.kind === 'read' ? parseJson(body.bytes) : malformed('The body broke off.');
}

function parseJson(bytes: Uint8Array): JsonBody {
  const text = decodeUtf8(bytes);
  if (text === undefined) return malformed('The body is not UTF-8.');

  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    // The parser's message quotes the body, which may hold a secret.
    return malformed('The body is not valid JSON.');
  }
}

function malformed(detail: string): JsonBody {
  return { kind: 'refused', answer: problem('malformed', { detail }) };
}
