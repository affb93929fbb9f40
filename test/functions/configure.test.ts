import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ConfigureDeps, configure } from '#functions/configure/configure.ts';
import { stackAnswer } from '#functions/configure/stack-answer.ts';
import { tellStack } from '#shared/adapters/cloudformation/tell-stack.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createConfigurationRecord } from '#shared/adapters/dynamodb/configuration-record.ts';
import { ENV } from '#shared/config/env-names.ts';
import { toFileProperty } from '#shared/config/file-property.ts';
import { fakeToken, fakeWebhookUrl } from '#test/builders/channel.ts';
import { type SecretsManagerStandIn, startSecretsManager } from '#test/contract/secrets-manager-stand-in.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';
import { type SqsStandIn, startSqs } from './sqs-stand-in.ts';

/** Where CloudFormation takes answers: a presigned address of S3. */
interface AnswerUrl {
  readonly url: string;
  readonly answers: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }[];
  /** Statuses of the next answers; 200 when there are none left. */
  readonly statuses: number[];
  readonly stop: () => Promise<void>;
}

async function startAnswerUrl(): Promise<AnswerUrl> {
  const [answers, statuses]: [AnswerUrl['answers'], number[]] = [[], []];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const status = statuses.shift() ?? 200;
    if (status === 200) answers.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?X-Amz-Signature=fake`,
    answers,
    statuses,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const FILE = `version: 1
channels:
  - name: dba
    type: dingtalk
    robots: [{ webhookUrl: { secret: dba-oncall } }]
`;
const STACK = 'arn:aws:cloudformation:us-east-1:111122223333:stack/Tocsin/6a1f6f10-0000-0000-0000-000000000000';
const ID = 'tocsin-configuration/6a1f6f10-0000-0000-0000-000000000000/RelayConfigurationFile';
const context = (leftMs = 120_000) => ({ getRemainingTimeInMillis: () => leftMs }) as Context;

let answerUrl: AnswerUrl;
let table: DynaliteTable;
let secrets: SecretsManagerStandIn;
let queue: SqsStandIn;
let handler: (event: CloudFormationCustomResourceEvent, context: Context) => Promise<void>;

beforeAll(async () => {
  [answerUrl, table, secrets, queue] = await Promise.all([
    startAnswerUrl(),
    startDynalite(),
    startSecretsManager(),
    startSqs(),
  ]);
  const [ofTable, ofSecrets] = await Promise.all([
    table.client.config.endpoint?.(),
    secrets.client.config.endpoint?.(),
  ]);
  for (const [name, value] of Object.entries({
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${ofTable?.port}`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${ofSecrets?.port}`,
    AWS_ENDPOINT_URL_SQS: queue.endpoint,
    [ENV.tableName]: table.tableName,
    [ENV.wakeUpQueueUrl]: `${queue.endpoint}/111122223333/wake-ups`,
    [ENV.secretPrefix]: 'tocsin/relay/',
  })) {
    vi.stubEnv(name, value);
  }
  ({ handler } = await import('#functions/configure/handler.ts'));
});
beforeEach(() => {
  answerUrl.answers.length = 0;
  answerUrl.statuses.length = 0;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([answerUrl.stop(), table.stop(), secrets.stop(), queue.stop()]);
});

type RequestType = CloudFormationCustomResourceEvent['RequestType'];

function request(type: RequestType, text = FILE, more: object = {}): CloudFormationCustomResourceEvent {
  const properties = (of: string) => ({ ServiceToken: 'arn', File: toFileProperty({ name: 'tocsin.yaml', text: of }) });
  return {
    RequestType: type,
    ServiceToken: 'arn',
    ResponseURL: answerUrl.url,
    StackId: STACK,
    RequestId: 'fake-request',
    LogicalResourceId: 'RelayConfigurationFile',
    ResourceType: 'Custom::TocsinConfiguration',
    ResourceProperties: properties(text),
    ...(type === 'Create' ? {} : { PhysicalResourceId: ID }),
    ...(type === 'Update' ? { OldResourceProperties: properties(FILE) } : {}),
    ...more,
  } as CloudFormationCustomResourceEvent;
}

async function ask(type: RequestType, text?: string, more?: object) {
  answerUrl.answers.length = 0;
  await handler(request(type, text, more), context());
  return lastAnswer();
}

const lastAnswer = () => JSON.parse(answerUrl.answers.at(-1)?.body ?? '{}');
const channels = () => createChannelStore({ ...table, cacheMs: 0, now: Date.now }).list();

describe('on AWS, a stack with a file', () => {
  test('is made with a warning for a secret that is missing, updated, rolled back and deleted', async () => {
    expect(await ask('Create')).toEqual({
      Status: 'SUCCESS',
      Data: { Warnings: expect.stringMatching(/^line 5: .*npm run secret:put -- dba-oncall$/) },
      PhysicalResourceId: ID,
      StackId: STACK,
      RequestId: 'fake-request',
      LogicalResourceId: 'RelayConfigurationFile',
    });
    expect(await channels()).toMatchObject([{ name: 'dba', origin: 'file', robots: [{ shownUrl: '' }] }]);

    secrets.secrets.set('tocsin/relay/named/dba-oncall', fakeWebhookUrl());
    const changed = FILE.replace('type:', 'enabled: false\n    type:');
    expect(await ask('Update', changed)).toMatchObject({ Status: 'SUCCESS', Data: { Warnings: 'none' } });
    expect(await channels()).toMatchObject([
      { enabled: false, robots: [{ shownUrl: expect.stringContaining('***') }] },
    ]);
    expect(queue.bodies.length).toBeGreaterThan(0);

    expect(await ask('Update', FILE)).toMatchObject({ Status: 'SUCCESS' });
    expect(await channels()).toMatchObject([{ enabled: true }]);

    expect(await ask('Delete')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ID });
    expect(await channels()).toEqual([]);
    expect(secrets.secrets.size).toBe(1);
    expect(JSON.stringify(answerUrl.answers)).not.toContain(fakeToken(1));
  });

  test('that could not be made is deleted without a word, also under an id that CloudFormation made up', async () => {
    const bad = FILE.replace('dingtalk', 'slack');
    expect(await ask('Create', bad)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^tocsin\.yaml:4: channels\[0\]\.type must be/),
      PhysicalResourceId: ID,
    });
    expect(await ask('Delete', bad)).toMatchObject({ Status: 'SUCCESS' });

    await ask('Create');
    expect(await ask('Delete', FILE, { PhysicalResourceId: 'Tocsin-RelayConfigurationFile-1ABC' })).toMatchObject({
      Status: 'SUCCESS',
    });
    expect(await channels()).toEqual([]);
  });

  test('loses nothing when a resource of another id, once replaced, is deleted', async () => {
    await ask('Create');
    expect(await ask('Delete', FILE, { PhysicalResourceId: `${ID}Old` })).toMatchObject({ Status: 'SUCCESS' });

    expect(await channels()).toHaveLength(1);
    await ask('Delete');
    expect(await createConfigurationRecord(table).read()).toBeUndefined();
  });

  test('is told a second time what it did not take the first time, without a content type', async () => {
    answerUrl.statuses.push(500, 503);
    await ask('Create');

    expect(lastAnswer()).toMatchObject({ Status: 'SUCCESS' });
    expect(answerUrl.answers[0]?.headers).not.toHaveProperty('content-type');
    expect(Number(answerUrl.answers[0]?.headers['content-length'])).toBe(
      Buffer.byteLength(answerUrl.answers[0]?.body ?? ''),
    );
    await ask('Delete');
  });
});

describe('an answer', () => {
  const failing = (error: Error, leftMs = 120_000, type: RequestType = 'Create') =>
    answered(() => Promise.reject(error), leftMs, type);
  async function answered(work: () => Promise<never>, leftMs: number, type: RequestType = 'Create') {
    let nowMs = 0;
    const bodies: string[] = [];
    const never = new Promise<void>(() => undefined);
    const deps: ConfigureDeps = {
      open: () => {
        const refuse = { read: work, write: work, remove: work };
        return { record: refuse, channels: {} } as unknown as ReturnType<ConfigureDeps['open']>;
      },
      tell: async (_, body) => void bodies.push(body),
      telemetry: { info: () => undefined, warn: () => undefined, error: () => undefined, count: () => undefined },
      now: () => nowMs,
      sleep: async (ms) => {
        if (ms > 10_000 && leftMs > 50_000) return never;
        nowMs += ms;
      },
    };
    await configure(request(type), deps, leftMs);
    return JSON.parse(bodies[0] ?? '{}');
  }

  test('is given before the time of the function is over', async () => {
    const stuck = () => new Promise<never>(() => undefined);

    expect(await answered(stuck, 45_000)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('took too long'),
    });
  });

  test('says what failed, without secrets, and waits for a role that is not known everywhere yet', async () => {
    const answer = await failing(new Error(`no way to ${fakeWebhookUrl()}`));
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('could not be applied: Error') });
    expect(answer.Reason).not.toContain(fakeToken(1));

    const denied = Object.assign(new Error('not yet'), { name: 'AccessDeniedException' });
    expect(await failing(denied)).toMatchObject({ Status: 'FAILED' });
  });

  test('to a deletion is a success when the table is gone', async () => {
    const gone = Object.assign(new Error('no table'), { name: 'ResourceNotFoundException' });

    expect(await failing(gone, 120_000, 'Delete')).toMatchObject({ Status: 'SUCCESS' });
    expect(await failing(gone, 120_000, 'Create')).toMatchObject({ Status: 'FAILED' });
  });

  test('is cut to what CloudFormation takes, and holds no control characters', () => {
    const lines = Array.from({ length: 500 }, (_, at) => `tocsin.yaml:${at}: 中文 \u001b[31m${'x'.repeat(40)}`);
    for (const kind of ['done', 'failed'] as const) {
      const body = stackAnswer(
        request('Create'),
        kind === 'done' ? { kind, warnings: lines } : { kind, problems: lines },
      );

      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4_096);
      expect(body).toMatch(/and \d+ more, in the log/);
      expect(body).not.toContain('\\u001b');
    }
    const long = stackAnswer(request('Create'), { kind: 'failed', problems: ['中'.repeat(9_000)] });
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(4_096);
  });

  test('that nobody takes is an error for Lambda to repeat, without the address', async () => {
    const paused: number[] = [];
    answerUrl.statuses.push(...Array.from({ length: 5 }, () => 403));
    const error = await tellStack(answerUrl.url, '{}', { sleep: async (ms) => void paused.push(ms) }).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toMatchObject({ name: 'StackNotToldError', message: expect.stringContaining('status 403') });
    expect(String(error)).not.toContain('Signature');
    expect(paused).toHaveLength(4);
  });
});
