import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { ENV } from '#shared/config/env-names.ts';
import { expectNoSecret } from '#test/assertions/leaks-no-secret.ts';
import { alarmOf, PASSWORD, startFakeOcp } from '#test/fakes/ocp.ts';
import { httpEvent } from '#test/functions/http-event.ts';
import type { Invocation, LambdaProcess } from './runtime/lambda-process.ts';
import { type Surroundings, startFunction, startSurroundings, TOKENS } from './runtime/surroundings.ts';
import { queueRecord } from './services/queue-record.ts';
import { ACCOUNT, REGION, type SynthesisedStack, synthesise } from './stack/synth-stack.ts';
import { ofType } from './stack/template.ts';
import { wholeRelay } from './stack/variants.ts';

const ANSWER = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.string()), body: z.string() });
const RULE = z.looseObject({ Targets: z.array(z.looseObject({ Input: z.string() })) });
const PLANTED = 'planted0123456789abcdefplanted0123456789';
const WEBHOOK = `https://oapi.dingtalk.com/robot/send?access_token=${PLANTED}`;
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:queue`;

let stack: SynthesisedStack;
let around: Surroundings;
const running = new Map<string, LambdaProcess>();

beforeAll(async () => {
  stack = synthesise(wholeRelay);
  around = await startSurroundings();
  for (const name of ['Receive', 'Admin', 'Dispatch', 'Configuration', 'OcpPolling']) {
    running.set(name, await startFunction(stack, `Relay${name}`, around.environment));
  }
}, 180_000);

afterAll(async () => {
  await Promise.all([...running.values()].map((each) => each.end()));
  await around?.stop();
  stack?.remove();
});

function invoke(name: string, event: unknown): Promise<Invocation> {
  const found = running.get(name);
  if (found === undefined) throw new Error(`${name} does not run`);

  return found.invoke(event);
}

async function request(name: string, method: string, path: string, body?: string, token: string = TOKENS.admin) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const inBase64 = body !== undefined && { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  const invocation = await invoke(name, httpEvent(method, path, { headers, ...inBase64 }));

  return invocation.kind === 'answered' ? ANSWER.parse(invocation.payload) : invocation;
}

function fixture(path: string): string {
  return readFileSync(new URL(`../fixtures/sources/${path}`, import.meta.url), 'utf8');
}

describe('admin', () => {
  it('answers a request of an HTTP API', async () => {
    expect(await request('Admin', 'GET', '/v1/openapi.json')).toMatchObject({ statusCode: 200 });
  });

  it('makes a channel from a body in base64, whatever its name holds', async () => {
    const channel = { name: '数据库 100%', type: 'dingtalk', robots: [{ webhookUrl: WEBHOOK }] };
    const made = await request('Admin', 'POST', '/v1/channels', JSON.stringify(channel));

    expect(made).toMatchObject({ statusCode: 201 });
    // As an HTTP API hands a path over: decoded.
    expect(await request('Admin', 'GET', '/v1/channels/数据库 100%')).toMatchObject({ statusCode: 200 });
  });
});

describe('receive', () => {
  it('takes an alert in from a body in base64, and wakes the dispatcher', async () => {
    const before = around.events.requests.length;
    const answer = await request('Receive', 'POST', '/v1/alerts', '{"name":"磁盘满了"}', TOKENS.ingest);

    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(around.events.requests.length).toBe(before + 1);
  });

  it('refuses a token that it does not know, with a problem', async () => {
    expect(await request('Receive', 'POST', '/v1/alerts', '{"name":"x"}', 'fake-unknown-token')).toMatchObject({
      statusCode: 401,
      headers: { 'content-type': 'application/problem+json' },
    });
  });

  it('takes a batch of the queue in: events as they come from a bus, and alarms in the envelope of SNS', async () => {
    const bodies = ['cloudwatch/event-metric-alarm.json', 'cloudwatch/sns-envelope-ok.json'].map(fixture);
    const Records = bodies.map((body, nth) => queueRecord({ id: `message-${nth}`, body }, QUEUE));

    expect(await invoke('Receive', { Records })).toEqual({ kind: 'answered', payload: { batchItemFailures: [] } });
  });

  it.each(['event-composite-alarm', 'health-issue-open', 'guardduty-high'])(
    'takes a direct event in: %s',
    async (name) => {
      expect(await invoke('Receive', JSON.parse(fixture(`cloudwatch/${name}.json`)))).toMatchObject({
        kind: 'answered',
      });
    },
  );

  it('takes an alarm in that SNS brings itself', async () => {
    const Sns = JSON.parse(fixture('cloudwatch/sns-envelope-ok.json'));
    const Records = [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: `${Sns.TopicArn}:id`, Sns }];

    expect(await invoke('Receive', { Records })).toMatchObject({ kind: 'answered' });
  });
});

describe('dispatch', () => {
  it('sweeps', async () => {
    expect(await invoke('Dispatch', { sweep: true })).toEqual({ kind: 'answered', payload: { batchItemFailures: [] } });
  });

  it('takes a wake-up as receive sends it', async () => {
    const event = JSON.parse(around.events.requests[0]?.body ?? '');

    expect(await invoke('Dispatch', event)).toEqual({ kind: 'answered', payload: { batchItemFailures: [] } });
  });

  it('takes a batch of wake-ups, those that nobody can read too', async () => {
    const wakeUp = around.events.requests[0]?.body ?? '';
    const Records = [wakeUp, 'not JSON'].map((body, nth) => queueRecord({ id: `message-${nth}`, body }, QUEUE));

    expect(await invoke('Dispatch', { Records })).toEqual({ kind: 'answered', payload: { batchItemFailures: [] } });
  });
});

describe('configure', () => {
  it('loads, and tells the stack what is wrong with a property that is no file', async () => {
    const told = await withAnswerUrl((ResponseURL) =>
      invoke('Configuration', {
        RequestType: 'Create',
        ResponseURL,
        ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:configure',
        StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Tocsin/6a1f6f10-0000-4000-8000-000000000000`,
        RequestId: '6a1f6f10-0000-4000-8000-000000000001',
        LogicalResourceId: 'RelayConfigurationFile',
        ResourceType: 'Custom::TocsinConfiguration',
        ResourceProperties: { ServiceToken: 'x', File: 'not a file' },
      }),
    );

    expect(JSON.parse(told)).toMatchObject({ Status: 'FAILED', LogicalResourceId: 'RelayConfigurationFile' });
  });
});

describe('poll', () => {
  it('makes the round that a rule of the template asks for', async () => {
    const ocp = await startFakeOcp();
    onTestFinished(() => ocp.close());
    around.secrets.secrets.set('tocsin/test/named/ocp/branch', JSON.stringify(PASSWORD));
    ocp.alarms.push(alarmOf(1));
    const [, rule] =
      ofType(stack.template, 'AWS::Events::Rule').find(([id]) => id.startsWith('RelayOcpPollingRule2')) ?? [];
    const { Targets } = RULE.parse(rule?.Properties);
    const event = JSON.parse((Targets[0]?.Input ?? '').replace('http://ocp.example:8080', ocp.url));

    expect(await invoke('OcpPolling', event)).toMatchObject({ kind: 'answered' });
    expect(await request('Admin', 'GET', '/v1/alerts')).toMatchObject({
      statusCode: 200,
      body: expect.stringMatching(/"source":"ocp-main"/),
    });
  });

  it('refuses to make another', async () => {
    expect(await invoke('OcpPolling', { sweep: true })).toMatchObject({
      kind: 'failed',
      errorMessage: expect.stringContaining('PollEventError'),
    });
  });
});

describe('when the table is away', () => {
  let receive: LambdaProcess;
  let dispatch: LambdaProcess;
  beforeAll(async () => {
    const away = { ...around.environment, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };
    receive = await startFunction(stack, 'RelayReceive', away);
    dispatch = await startFunction(stack, 'RelayDispatch', away);
    running.set('Receive without a table', receive).set('Dispatch without a table', dispatch);
  });

  it('the batch of events comes again, one by one', async () => {
    const body = fixture('cloudwatch/event-metric-alarm.json');
    const Records = ['a', 'b'].map((id) => queueRecord({ id, body }, QUEUE));
    const failed = { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }] };

    expect(await receive.invoke({ Records })).toEqual({ kind: 'answered', payload: failed });
  });

  it('a direct event fails the invocation, so that Lambda tries again', async () => {
    const event = JSON.parse(fixture('cloudwatch/event-metric-alarm.json'));

    expect(await receive.invoke(event)).toMatchObject({
      kind: 'failed',
      errorMessage: expect.stringContaining('EventNotStoredError'),
    });
  });

  it('the wake-ups of each lane come again', async () => {
    const Records = [queueRecord({ id: 'a', body: around.events.requests[0]?.body ?? '' }, QUEUE)];

    expect(await dispatch.invoke({ Records })).toMatchObject({
      payload: { batchItemFailures: [{ itemIdentifier: 'a' }] },
    });
  });

  it('a wake-up without a queue fails the invocation', async () => {
    const event = JSON.parse(around.events.requests[0]?.body ?? '');

    expect(await dispatch.invoke(event)).toMatchObject({
      kind: 'failed',
      errorMessage: expect.stringContaining('WakeUpFailedError'),
    });
  });
});

it('a function without its variables fails to start, and names them', async () => {
  const bare = await startFunction(stack, 'RelayDispatch', { AWS_REGION: REGION });
  const failed = await bare.invoke({ sweep: true });
  await bare.end();

  expect(failed).toMatchObject({ kind: 'failed', errorType: 'MissingEnvironmentError' });
  expect(failed.kind === 'failed' && failed.errorMessage).toContain(ENV.tableName);
});

it('all that the functions wrote is JSON, and holds no secret', () => {
  const lines = [...running.values()].flatMap((each) => each.logLines());

  // The runtime's own word about an error that a handler throws is no JSON.
  const own = lines.filter((line) => !/\tERROR\tInvoke Error/.test(line));

  expect(own.length).toBeGreaterThan(5);
  expect(own.filter((line) => !line.startsWith('{'))).toEqual([]);
  for (const line of own) expect(() => JSON.parse(line)).not.toThrow();
  expectNoSecret(lines, [
    PLANTED,
    ...Object.values(TOKENS),
    'fake-unknown-token',
    'fake-session-token',
    PASSWORD.password,
  ]);
});

/** What was put at a URL like the presigned one that CloudFormation gives. */
async function withAnswerUrl(run: (url: string) => Promise<unknown>): Promise<string> {
  let told = '';
  const server = createServer(async (incoming, response) => {
    told = await text(incoming);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await run(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/answer`);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));

  return told;
}
