import type { IncomingMessage } from 'node:http';

/** A request body: what was kept of it, and how long it was. */
export interface RawBody {
  readonly kept: Uint8Array;
  readonly bytes: number;
}

/** No stand-in robot takes anything near this; the rest of a longer body is counted and dropped. */
const MAX_KEPT_BYTES = 1_048_576;

/** Reads a body to its end; rejects when the connection breaks before. */
export async function readBody(request: IncomingMessage): Promise<RawBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const data: Buffer = Buffer.from(chunk);
    if (bytes < MAX_KEPT_BYTES) chunks.push(data.subarray(0, MAX_KEPT_BYTES - bytes));
    bytes += data.length;
  }

  return { kept: Buffer.concat(chunks), bytes };
}
