import { describe, expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import type { SilenceAdmin } from '#functions/admin/deps.ts';
import type { Silence } from '#shared/silences/silence.ts';
import { silenceId } from '#shared/silences/silence-id.ts';
import { SILENCE } from './answers.ts';
import { adminDeps, bearer, NOW_MS } from './fakes.ts';

const HOUR = 3_600_000;
const { endedAt: _ended, daily: _daily, ...RUNNING } = SILENCE;

function silences(overrides: Partial<SilenceAdmin>) {
  const all: SilenceAdmin = {
    list: async () => [],
    get: async () => undefined,
    create: async () => ({ kind: 'too-many' }),
    end: async () => 'not-found',
    ...overrides,
  };
  return createAdminApp(adminDeps({ silences: all }).deps);
}

const ask = (app: ReturnType<typeof silences>, method: string, path: string, body?: unknown) =>
  app.request(path, {
    method,
    headers: { ...bearer(method === 'GET' ? 'read' : 'operate'), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const at = (endsAt: number, some: Partial<Silence> = {}): Silence => {
  return { ...RUNNING, id: silenceId(endsAt, 'x'), startsAt: NOW_MS - 2 * HOUR, endsAt, ...some };
};
const ONES = [
  at(NOW_MS - 1),
  at(NOW_MS + HOUR),
  at(NOW_MS + 2 * HOUR, { startsAt: NOW_MS + HOUR }),
  at(NOW_MS + 3 * HOUR, { endedAt: NOW_MS - 1 }),
];

describe('GET /v1/silences', () => {
  test.each([
    ['', ['expired', 'in-effect', 'scheduled', 'expired']],
    ['?state=expired', ['expired', 'expired']],
    ['?state=in-effect', ['in-effect']],
    ['?state=scheduled', ['scheduled']],
    ['?state=outside-period', []],
  ])('%s lists by state', async (query, states) => {
    const answer = await ask(silences({ list: async () => ONES }), 'GET', `/v1/silences${query}`);
    const { items, cursor } = (await answer.json()) as { items: { state: string }[]; cursor: string | null };

    expect(items.map(({ state }) => state)).toEqual(states);
    expect(cursor).toBeNull();
  });

  test('goes on where a page ended', async () => {
    const app = silences({ list: async () => ONES });
    const first = (await (await ask(app, 'GET', '/v1/silences?limit=3')).json()) as { cursor: string };
    const second = await ask(app, 'GET', `/v1/silences?limit=3&cursor=${first.cursor}`);

    expect(await second.json()).toMatchObject({ items: [{ id: ONES[3]?.id }], cursor: null });
  });

  test.each(['?state=silenced', '?limit=0', '?status=expired'])('%s is 400', async (query) => {
    expect((await ask(silences({}), 'GET', `/v1/silences${query}`)).status).toBe(400);
  });
});

describe('POST /v1/silences', () => {
  test('answers 201 with all of it, and passes on whose token it was', async () => {
    const asked: unknown[] = [];
    const app = silences({
      create: async (...args) => {
        asked.push(args);
        return { kind: 'created', silence: SILENCE };
      },
    });
    const answer = await ask(app, 'POST', '/v1/silences', { matchers: ['a=b'] });

    expect(answer.status).toBe(201);
    expect(asked).toEqual([[{ matchers: ['a=b'] }, expect.any(String)]]);
    expect((asked[0] as string[])[1]).not.toBe('');
    expect(await answer.json()).toMatchObject({ id: SILENCE.id, suppressedCount: 3, suppressedIn: ['运维 1'] });
  });

  test('answers 422 with every field, 409 when there are too many', async () => {
    const errors = [{ field: 'matchers[0]', message: 'has no operator' }];
    const invalid = await ask(
      silences({ create: async () => ({ kind: 'invalid', errors }) }),
      'POST',
      '/v1/silences',
      {},
    );
    expect(invalid.status).toBe(422);
    expect(await invalid.json()).toMatchObject({ errors });
    expect((await ask(silences({}), 'POST', '/v1/silences', {})).status).toBe(409);
  });
});

test('GET and DELETE of one that is not there are 404, DELETE of a file’s is 409', async () => {
  for (const method of ['GET', 'DELETE']) {
    const answer = await ask(silences({}), method, '/v1/silences/x');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'urn:tocsin:problem:unknown-silence' });
  }
  const answer = await ask(silences({ end: async () => 'managed-by-file' }), 'DELETE', '/v1/silences/x');
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ type: 'urn:tocsin:problem:managed-by-file' });
});
