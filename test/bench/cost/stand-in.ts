import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createInMemoryTable, type InMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { type Metered, meterTable } from '../metered-client.ts';

/** What the address of a function ends with at which Lambda takes its events. */
export const INVOCATIONS = '/invocations';

/** How long each service takes to answer, ms. */
export interface Latencies {
  readonly table: number;
  readonly queue: number;
  /** Lambda, until it has queued an event for a function. */
  readonly events: number;
  readonly secrets: number;
  readonly robot: number;
}

/** One message that a function put into a queue. */
export interface Sent {
  readonly queue: string;
  readonly body: string;
  readonly delayS: number;
}

/** What the functions asked of the services since the last look. */
export interface Asked {
  readonly table: readonly Metered[];
  readonly sent: readonly Sent[];
  /** Events for the dispatcher's function itself. */
  readonly events: readonly string[];
  readonly secretReads: number;
  readonly robotRequests: number;
  /** Bytes of HTTP that went to robots, without TLS. */
  readonly robotBytes: number;
  /** How long at least one answer was waited for, had each taken just its latency, ms. */
  readonly waitedMs: number;
}

/** DynamoDB, SQS, Lambda, Secrets Manager and every robot on one port of 127.0.0.1. They answer in time and count. */
export interface StandIn {
  readonly endpoint: string;
  readonly host: string;
  readonly table: InMemoryTable;
  /** Values by what their names end with. */
  readonly secrets: Map<string, string>;
  /** Sets the time that answers carry from now on, so that a caller in virtual time finds its clock right. */
  setTime(nowMs: number): void;
  take(): Asked;
  readonly stop: () => Promise<void>;
}

const TABLE_COMMANDS: Readonly<Record<string, new (input: never) => unknown>> = {
  GetItem: GetItemCommand,
  BatchGetItem: BatchGetItemCommand,
  PutItem: PutItemCommand,
  UpdateItem: UpdateItemCommand,
  DeleteItem: DeleteItemCommand,
  Query: QueryCommand,
  Scan: ScanCommand,
};

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Starts the services; the robots take every message. */
export async function startStandIn(latencies: Latencies): Promise<StandIn> {
  const table = createInMemoryTable('tocsin');
  const meter = meterTable(table);
  const secrets = new Map<string, string>();
  let counted = nothing();
  let aheadMs = 0;

  const onTable = async (operation: string, body: string): Promise<Answer> => {
    const Command = TABLE_COMMANDS[operation];
    if (Command === undefined) throw new Error(`no such operation on a table: ${operation}`);
    try {
      const answer = await meter.client.send(new Command(JSON.parse(body, revive) as never) as GetItemCommand);
      return json(200, answer);
    } catch (error) {
      const { name, message } = error as Error;
      return json(400, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message });
    }
  };
  const onQueue = (body: string): Answer => {
    const { QueueUrl, MessageBody, DelaySeconds } = JSON.parse(body);
    counted.sent.push({
      queue: String(QueueUrl).split('/').at(-1) ?? '',
      body: MessageBody,
      delayS: DelaySeconds ?? 0,
    });
    return json(200, { MessageId: 'id', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') });
  };
  const onEvent = (body: string): Answer => {
    counted.events.push(body);
    return { status: 202, body: '' };
  };
  const onSecrets = (body: string): Answer => {
    counted.secretReads += 1;
    const { SecretId } = JSON.parse(body);
    const SecretString = [...secrets].find(([name]) => String(SecretId).endsWith(name))?.[1];
    return SecretString === undefined
      ? json(400, { __type: 'ResourceNotFoundException', message: 'not there' })
      : json(200, { ARN: SecretId, Name: SecretId, VersionId: 'v', SecretString });
  };
  const onRobot = (request: IncomingMessage, body: string): Answer => {
    counted.robotRequests += 1;
    const head = request.rawHeaders.reduce((sum, part) => sum + part.length + 2, (request.url ?? '').length + 16);
    counted.robotBytes += head + Buffer.byteLength(body);
    return json(200, { errcode: 0, errmsg: 'ok' });
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const arrivedMs = performance.now();
    const body = await read(request);
    const [service = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const [latencyMs, answer] = service.startsWith('DynamoDB')
      ? [latencies.table, await onTable(operation, body)]
      : service === 'AmazonSQS'
        ? [latencies.queue, onQueue(body)]
        : service === 'secretsmanager'
          ? [latencies.secrets, onSecrets(body)]
          : request.url?.endsWith(INVOCATIONS) === true
            ? [latencies.events, onEvent(body)]
            : [latencies.robot, onRobot(request, body)];
    counted.waits.push({ fromMs: arrivedMs, untilMs: arrivedMs + latencyMs });
    const leftMs = latencyMs - (performance.now() - arrivedMs);
    if (leftMs > 0) await sleep(leftMs);
    const date = new Date(Date.now() + aheadMs).toUTCString();
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0', date }).end(answer.body);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    endpoint: `http://${host}`,
    host,
    table,
    secrets,
    setTime(nowMs) {
      aheadMs = nowMs - Date.now();
    },
    take() {
      const { waits, ...rest } = counted;
      counted = nothing();
      return { ...rest, waitedMs: together(waits), table: meter.take() };
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

function nothing() {
  return {
    sent: [] as Sent[],
    events: [] as string[],
    secretReads: 0,
    robotRequests: 0,
    robotBytes: 0,
    waits: [] as Span[],
  };
}

/** How long some spans last together; what overlaps counts once. */
function together(spans: readonly Span[]): number {
  let [sum, coveredMs] = [0, Number.NEGATIVE_INFINITY];
  for (const { fromMs, untilMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    sum += Math.max(0, untilMs - Math.max(fromMs, coveredMs));
    coveredMs = Math.max(coveredMs, untilMs);
  }

  return sum;
}

function json(status: number, body: object): Answer {
  return { status, body: JSON.stringify(body, unrevive) };
}

/** Binary attributes travel as base64. */
function revive(key: string, value: unknown): unknown {
  return key === 'B' && typeof value === 'string' ? Buffer.from(value, 'base64') : value;
}

function unrevive(key: string, value: unknown): unknown {
  if (key !== 'B' || typeof value !== 'object' || value === null) return value;
  const bytes = 'data' in value ? (value.data as number[]) : Object.values(value as Record<string, number>);

  return Buffer.from(bytes).toString('base64');
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
