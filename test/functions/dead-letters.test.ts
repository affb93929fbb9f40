import { describe, expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import type { AdminDeps } from '#functions/admin/deps.ts';
import type { ReplayResult } from '#shared/dead-letters/replay.ts';
import { InvalidCursorError } from '#shared/delivery/ledger.ts';
import { DEAD_LETTER, WELL } from './answers.ts';
import { adminDeps, bearer, NOW_MS } from './fakes.ts';

const NOW = '2026-11-21T02:00:00.000Z';

function request(method: string, path: string, part: Partial<AdminDeps['deadLetters']> = {}, body?: unknown) {
  const deadLetters = { ...(WELL.deadLetters as AdminDeps['deadLetters']), ...part };
  const { deps } = adminDeps({ ...WELL, deadLetters });

  return createAdminApp(deps).request(path, {
    method,
    headers: { ...bearer('operate'), ...(method === 'GET' ? bearer('read') : {}), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function problemOf(response: Response) {
  const body: { type: string; errors?: { field: string }[] } = JSON.parse(await response.text());
  return {
    status: response.status,
    type: body.type.split(':').at(-1),
    fields: body.errors?.map(({ field }) => field).sort(),
  };
}

describe('dead letters', () => {
  test('are listed with their time as RFC 3339', async () => {
    const response = await request('GET', '/v1/dead-letters');

    expect(await response.json()).toEqual({
      items: [{ ...DEAD_LETTER, diedAt: NOW, advice: expect.stringContaining('/v1/dead-letters/dead-1/replay') }],
      cursor: 'next',
    });
  });

  test('are asked for by channel, name, level, target, sender, reason and time', async () => {
    const asked: unknown[] = [];
    const list: AdminDeps['deadLetters']['list'] = async (query) => {
      asked.push(query);
      return { items: [], cursor: null };
    };
    await request('GET', '/v1/dead-letters', { list });
    await request('GET', `/v1/dead-letters?channel=a&name=b&reason=too+old&since=${NOW}&limit=7&cursor=c`, { list });
    await request('GET', '/v1/dead-letters?level=down&target=host&source=ocp', { list });

    expect(asked).toEqual([
      { limit: 100 },
      { channel: 'a', name: 'b', reason: 'too old', since: NOW_MS, limit: 7, cursor: 'c' },
      { level: 'down', target: 'host', source: 'ocp', limit: 100 },
    ]);
  });

  test.each(['/v1/dead-letters?chanel=a', '/v1/dead-letters?since=yesterday', '/v1/dead-letters?limit=0'])(
    'are not listed for a query that is wrong: %s',
    async (path) => {
      expect(await problemOf(await request('GET', path))).toMatchObject({ status: 400, type: 'malformed' });
    },
  );
});

describe('one dead letter', () => {
  test('is replayed', async () => {
    const asked: string[] = [];
    const replay = async (id: string): Promise<ReplayResult> => {
      asked.push(id);
      return { kind: 'replayed' };
    };
    const response = await request('POST', '/v1/dead-letters/abc_-1/replay', { replay });

    expect([response.status, await response.json()]).toEqual([200, { replayed: 1 }]);
    expect(asked).toEqual(['abc_-1']);
  });

  test.each([
    ['unknown', 404, 'unknown-dead-letter'],
    ['no-channel', 404, 'unknown-channel'],
    ['not-dead', 409, 'not-dead'],
    ['channel-disabled', 409, 'channel-disabled'],
  ] as const)('that is %s is answered %i %s', async (kind, status, type) => {
    const response = await request('POST', '/v1/dead-letters/x/replay', { replay: async () => ({ kind }) });

    expect(await problemOf(response)).toMatchObject({ status, type });
  });
});

describe('replaying by a filter', () => {
  const replayed = async (body: unknown) => {
    const asked: unknown[] = [];
    const replayMatching: AdminDeps['deadLetters']['replayMatching'] = async (filter) => {
      asked.push(filter);
      return { replayed: 2, skipped: 1, cursor: 'more' };
    };
    const response = await request('POST', '/v1/dead-letters/replay', { replayMatching }, body);
    return { response, asked };
  };

  test('tells how many, and where to go on', async () => {
    const body = { channel: ' a ', name: 'b', reason: 'c', since: NOW, until: NOW_MS + 1, cursor: 'd' };
    const { response, asked } = await replayed(body);

    expect(await response.json()).toEqual({ replayed: 2, skipped: 1, cursor: 'more' });
    expect(asked).toEqual([{ ...body, channel: 'a', since: NOW_MS }]);
  });

  test.each([
    [{}, ['channel']],
    [{ cursor: 'x' }, ['channel']],
    [{ channel: '' }, ['channel']],
    [{ chanel: 'a' }, ['chanel']],
    [{ channel: 'a', limit: 3 }, ['limit']],
    [{ channel: 7, name: ['a'], since: 'yesterday', until: true }, ['channel', 'name', 'since', 'until']],
    [{ name: 'x'.repeat(1_025) }, ['name']],
    [{ since: -5 }, ['since']],
    [[], ['']],
    [null, ['']],
  ])('of %j names the fields that are wrong: %j', async (body, fields) => {
    const { response, asked } = await replayed(body);

    expect(await problemOf(response)).toEqual({ status: 422, type: 'invalid', fields });
    expect(asked).toEqual([]);
  });

  test('in a channel nobody knows says so', async () => {
    const replayMatching = async () => 'unknown-channel' as const;
    const response = await request('POST', '/v1/dead-letters/replay', { replayMatching }, { channel: 'nope' });

    expect(await problemOf(response)).toMatchObject({ status: 404, type: 'unknown-channel' });
  });

  test('names a cursor that no replay gave', async () => {
    const replayMatching = () => Promise.reject(new InvalidCursorError('not ours'));
    const response = await request(
      'POST',
      '/v1/dead-letters/replay',
      { replayMatching },
      { channel: 'a', cursor: 'x' },
    );

    expect(await problemOf(response)).toEqual({ status: 422, type: 'invalid', fields: ['cursor'] });
  });
});
