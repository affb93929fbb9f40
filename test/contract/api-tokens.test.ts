import { afterEach, beforeEach, expect, test } from 'vitest';
import { anyAccess, listedAccess } from '#shared/access/access.ts';
import { shownToken } from '#shared/access/token.ts';
import { createApiTokens } from '#shared/adapters/secrets-manager/api-tokens.ts';
import { type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

const ADMIN = 'fake-admin-token-in-a-secret';
const INGEST = 'fake-ingest-token-in-a-secret';

let manager: SecretsManagerStandIn;
let nowMs: number;
let warnings: string[];
beforeEach(async () => {
  manager = await startSecretsManager();
  nowMs = 0;
  warnings = [];
});
afterEach(() => manager.stop());

function open() {
  const { client } = manager;
  return createApiTokens({ client, secretId: 'tokens', now: () => nowMs, warn: (problem) => warnings.push(problem) });
}

test('a token of the secret has the scope it is filed under', async () => {
  manager.secrets.set('tokens', JSON.stringify({ admin: ADMIN, ingest: INGEST }));
  const tokens = open();

  expect(await tokens.find(shownToken(ADMIN))).toMatchObject({ scopes: ['admin'] });
  expect(await tokens.find(shownToken(INGEST))).toMatchObject({ scopes: ['ingest'] });
  expect(await tokens.find(shownToken('fake-token-of-nobody'))).toBeUndefined();
});

test('clients that only look or only operate have tokens of their own, and one token may do both', async () => {
  const [read, operate] = ['fake-read-token-in-a-secret', 'fake-operate-token-in-a-secret'];
  manager.secrets.set('tokens', JSON.stringify({ admin: ADMIN, read, operate }));
  expect(await open().find(shownToken(read))).toMatchObject({ scopes: ['read'] });
  expect(await open().find(shownToken(operate))).toMatchObject({ scopes: ['operate'] });

  manager.secrets.set('tokens', JSON.stringify({ read, operate: read }));
  expect(await open().find(shownToken(read))).toMatchObject({ scopes: ['read', 'operate'] });
});

test('the secret is read once a minute, and once for requests at the same time', async () => {
  manager.secrets.set('tokens', JSON.stringify({ admin: ADMIN }));
  const tokens = open();
  await Promise.all([tokens.find(shownToken(ADMIN)), tokens.find(shownToken(INGEST))]);
  nowMs = 59_999;
  await tokens.find(shownToken(ADMIN));
  expect(manager.asked).toHaveLength(1);

  manager.secrets.set('tokens', JSON.stringify({ ingest: INGEST }));
  nowMs = 60_000;
  expect(await tokens.find(shownToken(ADMIN))).toBeUndefined();
  expect(manager.asked).toHaveLength(2);
});

test('an emptied secret lets nobody in within a minute, and one that is filled again lets people in again', async () => {
  manager.secrets.set('tokens', JSON.stringify({ admin: ADMIN }));
  const tokens = open();
  const own = { hash: 'of a token of the table', name: 'own', scopes: ['admin' as const] };
  const access = anyAccess(listedAccess([own]), tokens);
  expect(await access.find(shownToken(ADMIN))).toBeDefined();

  manager.secrets.set('tokens', '{}');
  nowMs = 60_000;
  expect(await access.find(shownToken(ADMIN))).toBeUndefined();
  expect(await access.find({ hash: own.hash })).toBe(own);
  expect(warnings).toEqual([]);

  manager.secrets.set('tokens', JSON.stringify({ admin: ADMIN }));
  nowMs = 120_000;
  expect(await access.find(shownToken(ADMIN))).toMatchObject({ scopes: ['admin'] });
});

test('not knowing the secret is no refusal', async () => {
  const tokens = open();
  await expect(tokens.find(shownToken(ADMIN))).rejects.toThrow();

  manager.secrets.set('tokens', JSON.stringify({ admin: ADMIN }));
  expect(await tokens.find(shownToken(ADMIN))).toBeDefined();
});

test('what was read still counts while the secret can not be read again', async () => {
  manager.secrets.set('tokens', JSON.stringify({ admin: ADMIN }));
  const tokens = open();
  await tokens.find(shownToken(ADMIN));
  manager.secrets.clear();
  nowMs = 60_000;

  expect(await tokens.find(shownToken(ADMIN))).toBeDefined();
  expect(warnings).toEqual(['the API tokens could not be read again; those read before still count']);
});

test('a secret that is wrong is told without its text', async () => {
  manager.secrets.set('tokens', JSON.stringify({ admin: 'fake-short', ingest: INGEST, [ADMIN]: 'x' }));

  expect(await open().find(shownToken(INGEST))).toBeDefined();
  expect(warnings).toEqual([
    'the admin token must be 16 to 512 printable characters, without space around them',
    'an entry of the API tokens is named by no scope',
  ]);
});
