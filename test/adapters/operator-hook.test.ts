import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { operatorLog } from '#local/operator-log.ts';
import { createOperatorQueue } from '#shared/adapters/sqs/operator-queue.ts';
import type { OperatorEvent } from '#shared/notices/operator-hook.ts';
import { recordedTelemetry } from '#test/functions/fakes.ts';
import { startSqs } from '#test/functions/sqs-stand-in.ts';

const EVENT: OperatorEvent = {
  kind: 'dead-letters',
  channel: '运维 1',
  count: 1,
  reason: 'rejected: format (40008)',
  alerts: ['disk-7'],
};

test('on AWS an event is put on the queue as JSON, with its sentence', async () => {
  const sqs = await startSqs();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SQSClient({ endpoint: sqs.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  try {
    await createOperatorQueue({ client, url: `${sqs.endpoint}/123456789012/operator` }).tell(EVENT);
  } finally {
    client.destroy();
    await sqs.stop();
  }

  expect(sqs.bodies.map((body) => JSON.parse(String(body)))).toEqual([
    { ...EVENT, text: expect.stringMatching(/^Channel 运维 1 could not deliver 1 alert \(rejected: format/) },
  ]);
});

test('a queue that does not answer fails the event, for the caller to log', async () => {
  const client = new SQSClient({
    endpoint: 'http://127.0.0.1:9',
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

  await expect(createOperatorQueue({ client, url: 'http://127.0.0.1:9/1/q' }).tell(EVENT)).rejects.toThrow();
});

test('a queue that takes the event and never answers fails it soon', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const client = new SQSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const hook = createOperatorQueue({ client, url: `http://127.0.0.1:${port}/1/q`, timeoutMs: 50 });

  await expect(hook.tell(EVENT)).rejects.toThrow();
});

test('on one machine an event is one line of the log, with its sentence and its fields', async () => {
  const telemetry = recordedTelemetry();
  await operatorLog(telemetry).tell(EVENT);

  const { kind: _kind, ...fields } = EVENT;
  expect(telemetry.lines).toEqual([
    { level: 'warn', message: expect.stringContaining('运维 1'), fields: { operator: 'dead-letters', ...fields } },
  ]);
});
