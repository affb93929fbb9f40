import { describe, expect, test } from 'vitest';
import { showChannel } from '#shared/channels/show-channel.ts';
import { channels, request } from './admin-request.ts';
import { CHANNEL } from './answers.ts';

describe('channels', () => {
  test('are listed', async () => {
    const response = await request('GET', '/v1/channels');

    expect(await response.json()).toEqual({ items: [{ ...showChannel(CHANNEL), origin: 'api' }], cursor: null });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('are listed page by page', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...CHANNEL, name }));
    const names: string[][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const part = channels({ list: async () => all });
      const response = await request('GET', `/v1/channels?limit=2&cursor=${cursor}`, undefined, part);
      const page: { items: { name: string }[]; cursor: string | null } = JSON.parse(await response.text());
      names.push(page.items.map((item) => item.name));
      cursor = page.cursor;
    }

    expect(names).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  test('are created with 201 and a place to find them', async () => {
    const response = await request('POST', '/v1/channels', {});

    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe('/v1/channels/%E8%BF%90%E7%BB%B4%201');
    expect(await response.json()).toEqual({ ...showChannel(CHANNEL), origin: 'api' });
  });

  test('say whose they are, and can be put back so: that one is of the API is true, anything else is for the parser', async () => {
    const file = channels({ get: async () => ({ ...CHANNEL, origin: 'file' }) });
    expect(await (await request('GET', '/v1/channels/x', undefined, file)).json()).toMatchObject({ origin: 'file' });

    const inputs: unknown[] = [];
    const part = channels({
      replace: async (_, input) => {
        inputs.push(input);
        return { kind: 'not-found' };
      },
    });
    for (const origin of ['api', 'file', null]) await request('PUT', '/v1/channels/x', { name: 'x', origin }, part);
    expect(inputs).toEqual([{ name: 'x' }, { name: 'x', origin: 'file' }, { name: 'x', origin: null }]);
  });

  test.each([
    ['/v1/channels/dba', 'dba'],
    ['/v1/channels/%E8%BF%90%E7%BB%B4%201', '运维 1'],
    ['/v1/channels/运维', '运维'],
    ['/v1/channels/100%25', '100%'],
    ['/v1/channels/%2525', '%25'],
    ['/v1/channels/a+b', 'a+b'],
    ['/v1/channels/%20dba%20', 'dba'],
    ['/v1/channels/test', 'test'],
    ['/v1/channels/a%2Fb', 'a/b'],
  ])('at %s are asked for as %j', async (path, expected) => {
    const asked: string[] = [];
    const part = channels({
      get: async (name) => {
        asked.push(name);
        return undefined;
      },
    });
    const response = await request('GET', path, undefined, part);

    expect(response.status).toBe(404);
    expect(asked).toEqual([expected]);
  });

  test.each(['/v1/channels/%E0%A4', '/v1/channels/%', '/v1/channels/%ZZ', '/v1/channels/%FF/test'])(
    'at %s are refused: it is no percent-encoded text',
    async (path) => {
      const method = path.endsWith('test') ? 'POST' : 'GET';
      const response = await request(method, path);

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ type: 'urn:tocsin:problem:malformed' });
    },
  );

  test.each([
    ['POST', '/v1/channels', 'name-taken', 409, 'name-taken'],
    ['PUT', '/v1/channels/x', 'not-found', 404, 'unknown-channel'],
    ['PUT', '/v1/channels/x', 'managed-by-file', 409, 'managed-by-file'],
    ['PUT', '/v1/channels/x', 'changed-meanwhile', 409, 'changed-meanwhile'],
    ['DELETE', '/v1/channels/x', 'not-found', 404, 'unknown-channel'],
    ['DELETE', '/v1/channels/x', 'managed-by-file', 409, 'managed-by-file'],
    ['DELETE', '/v1/channels/x', 'holds-waiting', 409, 'holds-waiting'],
  ] as const)('%s %s: %s is answered %i %s', async (method, path, kind, status, word) => {
    const answer = async () => ({ kind }) as never;
    const part = channels({ create: answer, replace: answer, remove: answer });
    const response = await request(method, path, method === 'DELETE' ? undefined : {}, part);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: `urn:tocsin:problem:${word}` });
  });

  test('bring their warnings and remarks along only when there are any', async () => {
    const warnings = ['robots[0].signatureKey: has no effect'];
    const remarks = [
      { field: 'message.templates.zh_CN.single', severity: 'hint', line: 1, column: 3, message: 'x' } as const,
    ];
    const part = channels({ replace: async () => ({ kind: 'replaced', channel: CHANNEL, warnings, remarks }) });
    const plain = await (await request('PUT', '/v1/channels/x', {})).json();

    expect(await (await request('PUT', '/v1/channels/x', {}, part)).json()).toMatchObject({ warnings, remarks });
    expect(plain).not.toHaveProperty('warnings');
    expect(plain).not.toHaveProperty('remarks');
  });

  test('answer fields that are wrong with 422 and their names', async () => {
    const errors = [{ field: 'robots[0].webhookUrl', message: 'is required' }];
    const part = channels({ replace: async () => ({ kind: 'invalid', errors }) });
    const response = await request('PUT', '/v1/channels/x', {}, part);

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors });
  });

  test('are deleted with 204, or 409 with what names them', async () => {
    const removed = await request('DELETE', '/v1/channels/x');
    expect([removed.status, await removed.text()]).toEqual([204, '']);

    const by = ['delivery.fallbackChannel of channel b'];
    const part = channels({ remove: async () => ({ kind: 'referenced', by }) });
    const refused = await request('DELETE', '/v1/channels/x', undefined, part);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('channel b') });
  });
});
