import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openApiTokens } from '#local/api-tokens.ts';
import { listedAccess } from '#shared/access/access.ts';
import { hashToken } from '#shared/access/token.ts';
import { temporaryFolder } from './temporary-folder.ts';

function tokenMaker(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `fake-made-token-${count}`;
  };
}

async function scopesOf(tokens: Awaited<ReturnType<typeof openApiTokens>>, token: string) {
  return (await listedAccess(tokens.records).find(hashToken(token)))?.scopes;
}

test('two tokens are made at the first start, and only then', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  const first = await openApiTokens(path, {}, tokenMaker());
  expect(first.made).toEqual({ admin: 'fake-made-token-1', ingest: 'fake-made-token-2' });
  expect(await scopesOf(first, 'fake-made-token-1')).toEqual(['admin']);

  const second = await openApiTokens(path, {}, () => 'never-asked-for-one');
  expect(second.made).toEqual({});
  expect(second.records).toEqual(first.records);
});

test('a given token takes the place of the kept one, over restarts too', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  await openApiTokens(path, {}, tokenMaker());
  const second = await openApiTokens(path, { ingest: 'fake-given-token' }, tokenMaker());
  expect(second.made).toEqual({});
  expect(await scopesOf(second, 'fake-given-token')).toEqual(['ingest']);
  expect(await scopesOf(second, 'fake-made-token-2')).toBeUndefined();
  expect(await scopesOf(second, 'fake-made-token-1')).toEqual(['admin']);

  const third = await openApiTokens(path, {}, tokenMaker());
  expect(third.records).toEqual(second.records);
});

test('one token given for both scopes may do everything', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  const tokens = await openApiTokens(
    path,
    { admin: 'fake-token-for-both', ingest: 'fake-token-for-both' },
    tokenMaker(),
  );
  expect(await scopesOf(tokens, 'fake-token-for-both')).toEqual(['admin']);
});

test('no token is in the file, and only its owner reads it', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  await openApiTokens(path, { admin: 'fake-given-token' }, tokenMaker());
  expect(await readFile(path, 'utf8')).not.toMatch(/fake-given-token|fake-made-token/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.each(['', 'null', '{"admin":{"hash":"short","scopes":["admin"]}}', '{"ingest":{"hash":"", "scopes":["admin"]}}'])(
  'a token file that holds %j is refused',
  async (content) => {
    const path = join(await temporaryFolder(), 'api-tokens.json');
    await writeFile(path, content);
    await expect(openApiTokens(path, {}, tokenMaker())).rejects.toThrow(`the token file ${path} can't be read`);
  },
);
