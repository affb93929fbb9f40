import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A small Secrets Manager on 127.0.0.1, as far as the secret store goes. */
export interface SecretsManagerStandIn {
  readonly client: SecretsManagerClient;
  /** Stored strings by secret name. */
  readonly secrets: Map<string, string>;
  /** Deleted names whose background deletion is not over: create, put and read are refused. */
  readonly beingDeleted: Set<string>;
  /** Names of the operations asked for, in order. */
  readonly asked: string[];
  readonly stop: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

const refuse = (name: string, message: string): Answer => ({ status: 400, body: { __type: name, message } });
const MARKED = refuse(
  'InvalidRequestException',
  "You can't perform this operation on the secret because it was marked for deletion.",
);
const MISSING = refuse('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

/** Starts the stand-in on a free port. */
export async function startSecretsManager(): Promise<SecretsManagerStandIn> {
  const state = { secrets: new Map<string, string>(), beingDeleted: new Set<string>(), asked: [] as string[] };
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    state.asked.push(operation);
    const { status, body } = answer(
      operation,
      JSON.parse(await read(request)) as Readonly<Record<string, string>>,
      state,
    );
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  const port = await listen(server);
  const client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

  return { ...state, client, stop: () => stop(server, client) };
}

function answer(
  operation: string,
  input: Readonly<Record<string, string>>,
  { secrets, beingDeleted }: Pick<SecretsManagerStandIn, 'secrets' | 'beingDeleted'>,
): Answer {
  const id = input['SecretId'] ?? input['Name'] ?? '';
  const ok = (body: object = {}): Answer => ({ status: 200, body });
  if (operation === 'RestoreSecret') return beingDeleted.delete(id) ? ok() : MISSING;
  if (beingDeleted.has(id)) return MARKED;

  switch (operation) {
    case 'GetSecretValue':
      return secrets.has(id) ? ok({ Name: id, SecretString: secrets.get(id) }) : MISSING;
    case 'CreateSecret':
      if (secrets.has(id)) return refuse('ResourceExistsException', 'The secret already exists.');
      secrets.set(id, input['SecretString'] ?? '');
      return ok();
    case 'PutSecretValue':
      if (!secrets.has(id)) return MISSING;
      secrets.set(id, input['SecretString'] ?? '');
      return ok();
    case 'DeleteSecret':
      if (String(input['ForceDeleteWithoutRecovery']) !== 'true')
        return refuse('InvalidParameterException', 'no force');
      return secrets.delete(id) ? ok() : MISSING;
    default:
      return refuse('UnknownOperationException', operation);
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function stop(server: Server, client: SecretsManagerClient): Promise<void> {
  client.destroy();
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
