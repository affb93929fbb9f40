import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TableThread } from './table-thread.ts';

/** How often the client repeats an operation that met a fault of the store (a full disk, say). */
const MAX_ATTEMPTS = 3;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** What the client hands to the network, as far as we need it. */
interface ClientRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * A DynamoDB client whose requests go to the table's thread instead of the network.
 *
 * No port: on a shared machine a table on a loopback port would be open to
 * every user of it, to read alerts or to write themselves a token. And no HTTP
 * and no signature, which are most of the cost of a small write.
 */
export function createThreadClient(thread: TableThread): DynamoDBClient {
  return new DynamoDBClient({
    region: 'local',
    endpoint: 'http://embedded.invalid',
    maxAttempts: MAX_ATTEMPTS,
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
    signer: { sign: async (request) => request },
    requestHandler: {
      handle: async (request: ClientRequest) => {
        const answer = await thread.run(operationOf(request.headers), textOf(request.body));
        const headers = { 'content-type': 'application/x-amz-json-1.0' };

        return { response: { statusCode: answer.status, headers, body: ENCODER.encode(answer.body) } };
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    },
  });
}

/** `DynamoDB_20120810.UpdateItem` → `UpdateItem`. */
function operationOf(headers: Readonly<Record<string, string>>): string {
  return headers['x-amz-target']?.split('.').at(-1) ?? '';
}

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? DECODER.decode(body) : String(body);
}
