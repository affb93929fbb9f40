import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createReceiveApp } from '#functions/receive/app.ts';
import { createFetchText } from '#shared/adapters/http/fetch-text.ts';
import { createSnsJudge, type FetchText } from '#shared/receiving/sns/judge-sns.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { httpServer, type LocalServer } from '#test/adapters/http/local-servers.ts';
import { confirmation, createSigner, signedMessage, TOPIC } from '#test/builders/sns.ts';
import { bearer, receiveDeps, TOKENS } from './fakes.ts';

const SIGNER = createSigner();
const ALARM = {
  AlarmName: 'cpu',
  NewStateValue: 'ALARM',
  AlarmArn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:cpu',
};

/** Stands where SNS's own hosts are: it keeps the certificate and takes confirmations. */
let server: LocalServer;
let asked: string[] = [];
let status = 200;
let fetchText: FetchText;

beforeAll(async () => {
  server = await httpServer((request, response) => {
    asked.push(request.url ?? '');
    response.statusCode = status;
    response.end(request.url?.endsWith('.pem') ? SIGNER.certificate : '<ConfirmSubscriptionResponse/>');
  });
  const own = createFetchText({ timeoutMs: 2_000, maxBytes: 10_000 });
  fetchText = (url) => own(url.replace('https://sns.us-east-1.amazonaws.com', `http://127.0.0.1:${server.port}`));
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  asked = [];
  status = 200;
});

async function post(body: unknown, headers: Record<string, string> = {}, path = '/v1/alerts/cloudwatch') {
  const deps = receiveDeps({
    sourceFor,
    sns: { judge: createSnsJudge({ fetchText, allowedTopics: [TOPIC] }), fetchText },
  });
  const response = await createReceiveApp(deps.deps).request(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'text/plain; charset=UTF-8', ...bearer('ingest'), ...headers },
  });
  return { ...deps, response };
}

describe('an alarm that SNS posts', () => {
  test('is stored when its signature is right', async () => {
    const { response, batches } = await post(signedMessage(SIGNER, { Message: JSON.stringify(ALARM) }));

    expect(response.status).toBe(200);
    expect(batches).toMatchObject([{ source: 'cloudwatch', alerts: [{ id: ALARM.AlarmArn, status: 'firing' }] }]);
    expect(asked).toEqual([expect.stringMatching(/\.pem$/)]);
  });

  test('is asked for the password of its subscription first, as SNS waits for', async () => {
    const body = signedMessage(SIGNER, { Message: JSON.stringify(ALARM) });
    const first = await post(body, { authorization: '' });
    expect(first.response.status).toBe(401);
    expect(first.response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);

    const basic = Buffer.from(`sns:${TOKENS.ingest}`).toString('base64');
    const second = await post(body, { authorization: `Basic ${basic}` });
    expect(second.response.status).toBe(200);
  });

  test('is refused when its signature is wrong, and the log says why', async () => {
    const { response, batches, telemetry } = await post({ ...signedMessage(SIGNER), Message: JSON.stringify(ALARM) });

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ type: 'urn:tocsin:problem:not-believed' });
    expect(batches).toEqual([]);
    expect(telemetry.lines).toContainEqual(
      expect.objectContaining({ fields: { topic: TOPIC, reason: 'wrong-signature' } }),
    );
  });

  test.each(['fake-robot-token-in-a-wrong-place', `${TOPIC}${'x'.repeat(300)}`, `${TOPIC}\nx`])(
    'of a topic that is none is refused, and the log does not repeat what stood there',
    async (TopicArn) => {
      const { response, telemetry } = await post(signedMessage(SIGNER, { TopicArn }));

      expect(response.status).toBe(403);
      expect(telemetry.lines).toContainEqual(
        expect.objectContaining({ fields: { topic: 'not an ARN', reason: 'topic-not-allowed' } }),
      );
      expect(JSON.stringify(telemetry.lines)).not.toContain(TopicArn);
    },
  );

  test('comes again while the certificate can not be had', async () => {
    status = 503;
    const { response } = await post(signedMessage(SIGNER));

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).not.toBeNull();
  });

  test('in raw delivery is refused with what to change', async () => {
    const { response, batches } = await post(ALARM, { 'x-amz-sns-rawdelivery': 'true' });

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('RawMessageDelivery to false') });
    expect(batches).toEqual([]);
  });

  test('may come to another route too', async () => {
    const message = signedMessage(SIGNER, { Message: JSON.stringify(ALARM) });
    const { response, batches } = await post(message, {}, '/v1/alerts/cloudwatch?source=prod&channel=dba');

    expect(response.status).toBe(200);
    expect(batches).toMatchObject([{ source: 'prod', channels: ['dba'] }]);
  });
});

describe('a subscription', () => {
  test('is confirmed when its topic is allowed', async () => {
    const { response, batches, telemetry } = await post(confirmation(SIGNER));

    expect(response.status).toBe(200);
    expect(asked).toEqual([
      expect.stringMatching(/\.pem$/),
      expect.stringMatching(/^\/\?Action=ConfirmSubscription&TopicArn=.*&Token=fake-token$/),
    ]);
    expect(batches).toEqual([]);
    expect(telemetry.lines).toMatchObject([{ level: 'info', fields: { topic: TOPIC } }]);
  });

  test('of another topic is not, and SNS is asked nothing', async () => {
    const { response } = await post(confirmation(SIGNER, { TopicArn: 'arn:aws:sns:us-east-1:444455556666:evil' }));

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('--allow-sns-topic') });
    expect(asked).toEqual([]);
  });

  test('whose address is not SNS’s is not', async () => {
    const { response } = await post(confirmation(SIGNER, { SubscribeURL: 'https://evil.example/' }));

    expect(response.status).toBe(403);
    expect(asked).toEqual([expect.stringMatching(/\.pem$/)]);
  });

  test('that ended is noted', async () => {
    const { response, telemetry } = await post(confirmation(SIGNER, { Type: 'UnsubscribeConfirmation' }));

    expect(response.status).toBe(200);
    expect(asked).toHaveLength(1);
    expect(telemetry.lines).toMatchObject([{ level: 'warn', fields: { topic: TOPIC } }]);
  });
});

test('a body that does not claim to come from SNS is spoken for by its token', async () => {
  const { response, batches } = await post(ALARM);

  expect(response.status).toBe(200);
  expect(batches).toMatchObject([{ alerts: [{ id: ALARM.AlarmArn }] }]);
});
