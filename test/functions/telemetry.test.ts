import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lineTelemetry } from '#functions/edge/line-telemetry.ts';
import { powertoolsTelemetry } from '#functions/edge/powertools-telemetry.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
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

let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  vi.spyOn(console, 'log').mockImplementation((line) => void written.push(String(line)));
});
afterEach(() => vi.restoreAllMocks());

test('on Lambda lines go to the stream as they are', () => {
  powertoolsTelemetry('receive').warn('slow', { ms: 7 });

  expect(written).toEqual(['{"level":"warn","message":"slow","ms":7}\n']);
});

test('on Lambda a figure is one embedded metric with only its own dimensions', () => {
  const telemetry = powertoolsTelemetry('receive');
  telemetry.count('accepted', 3, { source: 'ocp' });
  telemetry.count('refused', 1);
  const [first, second] = written.map((line) => JSON.parse(line));

  expect(first).toMatchObject({
    service: 'receive',
    source: 'ocp',
    accepted: 3,
    _aws: { CloudWatchMetrics: [{ Namespace: 'Tocsin', Metrics: [{ Name: 'accepted', Unit: 'Count' }] }] },
  });
  expect(second).toMatchObject({ refused: 1 });
  expect(second).not.toHaveProperty('source');
});
