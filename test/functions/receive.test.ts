import { describe, expect, test } from 'vitest';
import { createReceiveApp } from '#functions/receive/app.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { bearer, receiveDeps } from './fakes.ts';

const MAX_BODY = 5 * 1024 * 1024;

function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
  deps = receiveDeps(),
) {
  const app = createReceiveApp(deps.deps);
  const duplex = body instanceof ReadableStream ? { duplex: 'half' as const } : {};

  return app.request(path, { method: 'POST', body, headers: { ...bearer('ingest'), ...headers }, ...duplex });
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a slip of the pen in the query', () => {
  test.each(['chanel', 'channels', 'Channel', 'sorce'])(
    '%s is refused: it would send an alert to every channel',
    async (name) => {
      const deps = receiveDeps();
      const response = await post(`/v1/alerts?${name}=dba`, '["a"]', JSON_TYPE, deps);

      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({
        errors: [{ field: name, message: expect.stringMatching(/did you mean/) }],
      });
    },
  );
});

describe('a request that is accepted', () => {
  test('is answered with what senders verify, and with the alerts and their channels', async () => {
    const deps = receiveDeps();
    const response = await post('/v1/alerts?channel=dba', '["a","b"]', JSON_TYPE, deps);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      errcode: 0,
      errmsg: 'ok',
      success: true,
      accepted: 2,
      alerts: [
        { id: 'a', channels: ['dba'] },
        { id: 'b', channels: ['dba'] },
      ],
    });
    expect(deps.telemetry.counts).toEqual([{ name: 'accepted', value: 2 }]);
    expect(deps.telemetry.lines).toEqual([]);
  });

  test.each([
    ['', { source: 'native' }],
    ['?source=ocp-1', { source: 'ocp-1' }],
    ['?source=+ocp-1+&channel=', { source: 'ocp-1' }],
    ['?channel=a,b', { source: 'native', channels: ['a', 'b'] }],
    ['?channel=a&channel=b,a', { source: 'native', channels: ['a', 'b'] }],
    ['?channel=%E8%BF%90%E7%BB%B4,+b+,', { source: 'native', channels: ['运维', 'b'] }],
    ['?channel=100%25', { source: 'native', channels: ['100%'] }],
    ['?whatever=1', { source: 'native' }],
  ])('with the query "%s" reaches the use case as %j', async (query, expected) => {
    const deps = receiveDeps();
    const response = await post(`/v1/alerts${query}`, '["a"]', JSON_TYPE, deps);

    expect(response.status).toBe(200);
    const [batch] = deps.batches;
    const { alerts: _, ...sender } = batch ?? { alerts: [] };
    expect(sender).toEqual(expected);
  });

  test.each([
    undefined,
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
    'text/json',
    'application/cloudevents+json',
  ])('may call its content %s', async (type) => {
    const body = new TextEncoder().encode('["a"]');
    const response = await post('/v1/alerts', body, type === undefined ? {} : { 'content-type': type });

    expect(response.status).toBe(200);
  });

  test('of a foreign source may be of any content type and not even UTF-8', async () => {
    const deps = receiveDeps();
    const body = new Uint8Array([0x61, 0xff, 0x62]);
    const response = await post('/v1/alerts/foreign', body, { 'content-type': 'text/plain; charset=gbk' }, deps);

    expect(response.status).toBe(200);
    expect(deps.batches[0]).toMatchObject({ source: 'foreign', alerts: [{ name: 'a\uFFFDb' }] });
  });

  test('loses a byte order mark', async () => {
    const body = new TextEncoder().encode('\uFEFF["a"]');

    expect((await post('/v1/alerts', body, JSON_TYPE)).status).toBe(200);
  });
});

describe('a request that cannot be read', () => {
  test.each([
    ['no JSON', '{', JSON_TYPE, 400, 'malformed'],
    ['nothing', '', JSON_TYPE, 400, 'malformed'],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), JSON_TYPE, 400, 'malformed'],
    ['text', '["a"]', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['a form', '["a"]', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
    ['another charset', '["a"]', { 'content-type': 'application/json; charset=gbk' }, 415, 'unsupported-media-type'],
    ['compressed', '["a"]', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 415, 'unsupported-media-type'],
  ])('because it is %s is refused', async (_, body, headers, status, word) => {
    const deps = receiveDeps();
    const response = await post('/v1/alerts', body, headers, deps);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ type: `urn:tocsin:problem:${word}`, status });
    expect(deps.batches).toEqual([]);
  });

  test('names every field that is wrong', async () => {
    const response = await post('/v1/alerts', '["bad","good","bad"]', JSON_TYPE);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: [
        { field: 'alerts[0].name', message: 'must be good' },
        { field: 'alerts[2].name', message: 'must be good' },
      ],
    });
  });

  test('names a source with too long a name', async () => {
    const response = await post(`/v1/alerts?source=${'x'.repeat(129)}`, '["a"]', JSON_TYPE);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'source' }] });
  });

  test.each(['tocsin', 'tocsin-canary'])('speaks by the relay’s own name %s', async (source) => {
    const real = receiveDeps({ sourceFor });
    const own = JSON.stringify([{ name: 'a' }, { name: 'b', source }]);

    expect(await (await post('/v1/alerts', own, JSON_TYPE, real)).json()).toMatchObject({
      status: 422,
      errors: [{ field: 'alerts[1].source' }],
    });
    expect((await post(`/v1/alerts?source=${source}`, '[{"name":"a"}]', JSON_TYPE, real)).status).toBe(422);
    expect((await post(`/v1/alerts/ocp?source=${source}`, '{}', JSON_TYPE, real)).status).toBe(422);
    expect(real.batches).toEqual([]);
  });

  test('is of an unknown source', async () => {
    expect((await post('/v1/alerts/nobody', '[]')).status).toBe(404);
  });
});

describe('a body over the limit', () => {
  const chunk = new Uint8Array(64 * 1024).fill(0x20);

  function chunked(bytes: number): ReadableStream<Uint8Array> {
    let left = bytes;
    return new ReadableStream({
      pull(controller) {
        const size = Math.min(left, chunk.byteLength);
        left -= size;
        if (size > 0) controller.enqueue(chunk.subarray(0, size));
        else controller.close();
      },
    });
  }

  test.each([
    ['is announced', new Uint8Array(MAX_BODY + 1).fill(0x20), { 'content-length': String(MAX_BODY + 1) }],
    ['is announced smaller', new Uint8Array(MAX_BODY + 1).fill(0x20), { 'content-length': '10' }],
    ['comes in chunks', 'chunked', {}],
    ['never ends', 'endless', {}],
  ])('that %s is refused with the setting that splits it, and the channels hear of it', async (_, body, headers) => {
    const deps = receiveDeps();
    const sent = body === 'chunked' ? chunked(MAX_BODY + 1) : body === 'endless' ? chunked(Infinity) : body;
    const response = await post('/v1/alerts/foreign?source=am-1&channel=dba', sent, headers, deps);

    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      type: 'urn:tocsin:problem:too-large',
      setting: "foreign's max_alerts",
      detail: expect.stringContaining("foreign's max_alerts"),
    });
    expect(deps.batches).toMatchObject([
      {
        source: 'tocsin',
        channels: ['dba'],
        alerts: [
          { id: 'too-large/body/am-1', target: 'am-1', summary: expect.stringContaining("foreign's max_alerts") },
        ],
      },
    ]);
  });

  test('begins one byte after 5 MiB', async () => {
    const body = new Uint8Array(MAX_BODY).fill(0x20);

    expect((await post('/v1/alerts/foreign', body)).status).toBe(200);
  });

  test('is refused even when the notice fails', async () => {
    const deps = receiveDeps({ receive: () => Promise.reject(new Error('no')) });
    const response = await post('/v1/alerts/foreign', chunked(MAX_BODY + 1), {}, deps);

    expect(response.status).toBe(413);
    expect(deps.telemetry.lines.map((line) => line.level)).toEqual(['error', 'warn']);
  });

  test.each([
    ['a,x', ['x'], [['a', 'x'], ['a']]],
    ['x', ['x'], [['x']]],
  ])('is told to those of the channels %s that exist', async (query, names, asked) => {
    const heard: unknown[] = [];
    const deps = receiveDeps({
      receive: async ({ channels = [] }) => {
        heard.push(channels);
        return channels.some((name) => names.includes(name))
          ? { kind: 'unknown-channel', names }
          : { kind: 'accepted', accepted: 1, alerts: [] };
      },
    });
    const response = await post(`/v1/alerts/foreign?channel=${query}`, chunked(MAX_BODY + 1), {}, deps);

    expect(response.status).toBe(413);
    expect(heard).toEqual(asked);
  });
});

describe('a batch that is not accepted', () => {
  const answers: readonly [ReceiveResult, number, string, string | null][] = [
    [{ kind: 'unknown-channel', names: ['x'] }, 404, 'unknown-channel', null],
    [{ kind: 'no-channel' }, 503, 'no-channel', '30'],
    [{ kind: 'not-stored' }, 503, 'not-stored', '5'],
    [{ kind: 'too-many', pairs: 12_000, limit: 10_000 }, 413, 'too-large', null],
  ];

  test.each(answers)('%j is answered %i %s', async (result, status, word, retryAfter) => {
    const deps = receiveDeps({ receive: async () => result });
    const response = await post('/v1/alerts', '["a"]', JSON_TYPE, deps);

    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe(retryAfter);
    expect(await response.json()).toMatchObject({ type: `urn:tocsin:problem:${word}`, status });
    expect(deps.telemetry.counts).toEqual(status >= 500 ? [{ name: 'answered5xx', value: 1 }] : []);
  });

  test('for too many pairs names the setting, and the channels hear of it', async () => {
    const batches: Batch[] = [];
    const deps = receiveDeps({
      receive: async (batch) => {
        batches.push(batch);
        return { kind: 'too-many', pairs: 12_000, limit: 10_000 };
      },
    });
    const response = await post('/v1/alerts', '["a"]', JSON_TYPE, deps);

    expect(await response.json()).toMatchObject({ setting: 'send fewer alerts in one request' });
    expect(batches).toMatchObject([{ source: 'native' }, { source: 'tocsin', alerts: [{ target: 'native' }] }]);
  });

  test('because storing throws is a 503, and the log has the cause', async () => {
    const cause = new TypeError('a mistake');
    const deps = receiveDeps({ receive: () => Promise.reject(cause) });
    const response = await post('/v1/alerts', '["a"]', JSON_TYPE, deps);

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(deps.telemetry.lines).toContainEqual(expect.objectContaining({ level: 'error', cause }));
  });

  test('because storing throws at once is a 503 too', async () => {
    const deps = receiveDeps({
      receive: () => {
        throw new Error('at once');
      },
    });

    expect((await post('/v1/alerts', '["a"]', JSON_TYPE, deps)).status).toBe(503);
  });
});
