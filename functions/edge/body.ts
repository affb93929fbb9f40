/** The most a request body may hold, in bytes: 5 MiB. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** How much of a body is read in order to be thrown away, in bytes; who sends more is cut off. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** What reading a request body came to. */
export type BodyResult =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The sender broke off. */
  | { readonly kind: 'broken-off' };

/**
 * Reads a body up to a limit. The announced length only serves to refuse at
 * once; what counts is what arrives, since a chunked body announces nothing.
 */
export async function readBody(request: Request, maxBytes = MAX_BODY_BYTES): Promise<BodyResult> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return { kind: 'too-large' };
  if (request.body === null) return { kind: 'read', bytes: new Uint8Array() };

  try {
    return await collect(request.body.getReader(), maxBytes);
  } catch {
    return { kind: 'broken-off' };
  }
}

/**
 * What is over the limit is read too, and thrown away: a sender that is cut
 * off while it sends never sees the answer, and the server would have to give
 * up the connection.
 */
async function collect(reader: ReadableStreamDefaultReader<Uint8Array>, maxBytes: number): Promise<BodyResult> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size <= maxBytes) chunks.push(part.value);
    else chunks = [];
    if (size > MAX_DISCARDED_BYTES) {
      await reader.cancel();
      break;
    }
  }

  return size > maxBytes ? { kind: 'too-large' } : { kind: 'read', bytes: Buffer.concat(chunks, size) };
}

/** The text of a body, or undefined when it is not UTF-8. A byte order mark is dropped. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of a body with a replacement mark for what is not UTF-8: a foreign sender can't mend it. */
export function decodeLeniently(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

/** Whether a content type is JSON in UTF-8; an absent one is taken for it. */
export function isJson(contentType: string | null): boolean {
  if (contentType === null || contentType.trim() === '') return true;

  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  const named = charset?.slice('charset='.length).replaceAll('"', '') ?? 'utf-8';

  return /^(application|text)\/([\w.-]+\+)?json$/.test(type.trim()) && ['utf-8', 'utf8', 'us-ascii'].includes(named);
}

/** Whether a body is sent as it is, not compressed. */
export function isPlainEncoding(contentEncoding: string | null): boolean {
  return contentEncoding === null || ['', 'identity'].includes(contentEncoding.trim().toLowerCase());
}

/** Whether a text is JSON. */
export function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
