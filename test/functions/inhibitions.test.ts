import { beforeEach, expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import type { ReplaceInhibitionsResult } from '#shared/inhibition/manage-inhibitions.ts';
import { INHIBITION } from './answers.ts';
import { adminDeps, bearer } from './fakes.ts';

let result: ReplaceInhibitionsResult;
let asked: unknown[];
beforeEach(() => {
  result = { kind: 'replaced', rules: [INHIBITION] };
  asked = [];
});

function call(method: 'GET' | 'PUT', body?: unknown) {
  const app = createAdminApp(
    adminDeps({
      inhibitions: {
        show: async () => [INHIBITION],
        replace: async (input) => {
          asked.push(input);
          return result;
        },
      },
    }).deps,
  );
  const headers = { ...bearer('admin'), 'content-type': 'application/json' };
  return app.request('/v1/inhibitions', {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const SHOWN = {
  name: 'server down',
  sourceMatchers: ['level=down'],
  targetMatchers: ['level!=down'],
  equal: ['svr_ip'],
  channels: ['运维 1'],
  sourceTimeout: '1h30m',
};

test('rules are shown as they are written, fit to be put again', async () => {
  const answer = await call('GET');

  expect([answer.status, await answer.json()]).toEqual([200, { rules: [SHOWN] }]);
});

test('rules are replaced by the body', async () => {
  const answer = await call('PUT', { rules: [SHOWN] });

  expect([answer.status, await answer.json(), asked]).toEqual([200, { rules: [SHOWN] }, [{ rules: [SHOWN] }]]);
});

test.each<[ReplaceInhibitionsResult, number, string]>([
  [{ kind: 'invalid', errors: [{ field: 'rules[0].name', message: 'is required' }] }, 422, 'invalid'],
  [{ kind: 'managed-by-file' }, 409, 'managed-by-file'],
  [{ kind: 'changed-meanwhile' }, 409, 'changed-meanwhile'],
])('%o is answered %i', async (kind, status, word) => {
  result = kind;
  const answer = await call('PUT', { rules: [] });

  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ type: `urn:tocsin:problem:${word}` });
});
