import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lineTelemetry } from '#functions/edge/line-telemetry.ts';
import { inInvocation, powertoolsTelemetry } from '#functions/edge/powertools-telemetry.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import { METRICS, type MetricName } from '#shared/config/metric-names.ts';
import { bearer, receiveDeps } from './fakes.ts';

test('a line is one JSON object with its time', () => {
  const lines: string[] = [];
  const telemetry = lineTelemetry(
    (line) => lines.push(line),
    () => 0,
  );
  telemetry.info('ready', { channels: 2 });
  telemetry.error('failed', new TypeError('a\nb'), { route: '/v1/alerts' });

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'ready', channels: 2 },
    {
      time: '1970-01-01T00:00:00.000Z',
      level: 'error',
      message: 'failed',
      route: '/v1/alerts',
      error: 'TypeError',
      cause: 'a b',
      at: expect.stringContaining('telemetry.test.ts'),
    },
  ]);
  expect(lines.join('')).not.toContain('\n');
});

test('something thrown that is no error is told by its type only', () => {
  const lines: string[] = [];
  lineTelemetry((line) => lines.push(line)).error('failed', 'https://example.com/?access_token=planted');

  expect(JSON.parse(lines[0] ?? '')).toEqual({ level: 'error', message: 'failed', error: 'string', cause: '', at: '' });
});

test('a refused request is logged by its route, never its path, query or token', async () => {
  const lines: string[] = [];
  const { deps } = receiveDeps({ telemetry: lineTelemetry((line) => lines.push(line)) });
  await createReceiveApp(deps).request('/v1/alerts/nobody?channel=x', { method: 'POST', headers: bearer('ingest') });

  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      level: 'warn',
      message: 'request refused',
      method: 'POST',
      route: '/v1/alerts/{key}',
      status: 404,
      durationMs: 0,
    },
  ]);
});

test('what looks like a secret is masked wherever it stands in a line', () => {
  const lines: string[] = [];
  lineTelemetry((line) => lines.push(line)).warn('see https://oapi.dingtalk.com/robot/send?access_token=planted', {
    proxy: 'http://user:planted@192.0.2.8',
    header: 'Bearer planted',
    keys: ['SECplanted0123456789abcdef'],
    channel: '192.0.2.10',
  });

  expect(lines.join()).not.toContain('planted');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ channel: '192.0.2.10', proxy: 'http://***@192.0.2.8' });
});

let written: string[];
beforeEach(() => {
  written = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const CONTEXT = { awsRequestId: '00000000-0000-4000-8000-000000000001', functionName: 'Tocsin-Dispatch' } as Context;

test('on Lambda a line is one JSON object that names the function', () => {
  powertoolsTelemetry('receive').warn('slow', { ms: 7 });

  expect(written).toEqual(['{"level":"warn","message":"slow","service":"receive","ms":7}\n']);
});

test('on Lambda a line names its request and, in the first one of a process, says so', async () => {
  vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
  const telemetry = powertoolsTelemetry('dispatch');
  const handler = inInvocation(async (event: string) => telemetry.info(event));
  await handler('first', CONTEXT);
  await handler('second', { ...CONTEXT, awsRequestId: 'another' });

  expect(written.map((line) => JSON.parse(line))).toEqual([
    { level: 'info', message: 'first', service: 'dispatch', requestId: CONTEXT.awsRequestId, coldStart: true },
    { level: 'info', message: 'second', service: 'dispatch', requestId: 'another' },
  ]);
});

test('on Lambda something thrown leaves its kind and its words, none of what it carries', () => {
  const thrown = Object.assign(new Error('connect https://oapi.dingtalk.com/robot/send?access_token=planted'), {
    config: { url: 'planted' },
    cause: new Error('planted'),
  });
  powertoolsTelemetry('dispatch').error('dispatch failed', thrown, { lane: 'planted-not'.slice(8) });

  expect(written.join()).not.toContain('planted');
  expect(JSON.parse(written[0] ?? '')).toMatchObject({ level: 'error', error: 'Error', lane: 'not' });
});

test('on Lambda an invocation that fails leaves a line to be found, and Lambda nothing that hung on the error', async () => {
  powertoolsTelemetry('dispatch');
  const thrown = Object.assign(new TypeError('see https://oapi.dingtalk.com/robot/send?access_token=planted'), {
    config: { url: 'planted' },
  });
  const handler = inInvocation(async () => {
    throw thrown;
  });
  const left = await handler('x', CONTEXT).catch((error: unknown) => error);

  expect(written.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'error', message: 'invocation failed', service: 'dispatch', error: 'TypeError' }),
  ]);
  expect(left).toMatchObject({ name: 'InvocationFailedError', message: expect.stringMatching(/^TypeError: see /) });
  expect(JSON.stringify(left, Object.getOwnPropertyNames(left))).not.toContain('planted');
  expect(written.join()).not.toContain('planted');
});

test('on Lambda lines below the level of POWERTOOLS_LOG_LEVEL are not written', () => {
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'WARN');
  const telemetry = powertoolsTelemetry('dispatch');
  telemetry.info('delivered');
  telemetry.warn('not delivered');

  expect(written.map((line) => JSON.parse(line).message)).toEqual(['not delivered']);
});

test.each(Object.entries(METRICS))('on Lambda %s is one line of one embedded metric in %s', (name, unit) => {
  powertoolsTelemetry('dispatch').count(name as MetricName, 3);

  expect(written.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [{ Namespace: 'Tocsin', Dimensions: [['service']], Metrics: [{ Name: name, Unit: unit }] }],
      },
      service: 'dispatch',
      [name]: 3,
    },
  ]);
  expect(written.join()).toMatch(/^[^\n]+\n$/);
});

test('on Lambda figures are of the function itself, so that two relays in an account do not add up', () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'Tocsin-RelayDispatch-1');
  const telemetry = powertoolsTelemetry('dispatch');
  telemetry.count('delivered', 1);
  telemetry.count('dead', 2);
  const [first, second] = written.map((line) => JSON.parse(line));

  expect(first).toMatchObject({ service: 'Tocsin-RelayDispatch-1', delivered: 1 });
  expect(second).toMatchObject({ dead: 2 });
  expect(second).not.toHaveProperty('delivered');
});
