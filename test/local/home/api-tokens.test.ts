import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type GivenTokens, openApiTokens } from '#local/api-tokens.ts';
import { listedAccess } from '#shared/access/access.ts';
import { shownToken } from '#shared/access/token.ts';
import { temporaryFolder } from './temporary-folder.ts';

function tokenMaker(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `fake-made-token-${count}`;
  };
}

/** A start that goes well. */
async function startWith(path: string, given: GivenTokens, make = tokenMaker()) {
  const tokens = await openApiTokens(path, given, make);
  await tokens.keep();

  return tokens;
}

async function scopesOf(tokens: Awaited<ReturnType<typeof openApiTokens>>, token: string) {
  return (await listedAccess(tokens.records).find(shownToken(token)))?.scopes;
}

test('two tokens are made at the first start, and only then', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  const first = await startWith(path, {});
  expect(first.made).toEqual({ admin: 'fake-made-token-1', ingest: 'fake-made-token-2' });
  expect(await scopesOf(first, 'fake-made-token-1')).toEqual(['admin']);

  const second = await startWith(path, {}, () => 'never-asked-for-one');
  expect(second.made).toEqual({});
  expect(second.records).toEqual(first.records);
});

test('a given token takes the place of the kept one, over restarts too', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  await startWith(path, {});
  const second = await startWith(path, { ingest: 'fake-given-token' });
  expect(second.made).toEqual({});
  expect(await scopesOf(second, 'fake-given-token')).toEqual(['ingest']);
  expect(await scopesOf(second, 'fake-made-token-2')).toBeUndefined();
  expect(await scopesOf(second, 'fake-made-token-1')).toEqual(['admin']);

  const third = await startWith(path, {});
  expect(third.records).toEqual(second.records);
});

test('one token given for both first scopes may do everything', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  const tokens = await openApiTokens(
    path,
    { admin: 'fake-token-for-both', ingest: 'fake-token-for-both' },
    tokenMaker(),
  );
  expect(await scopesOf(tokens, 'fake-token-for-both')).toEqual(['admin', 'ingest']);
});

test('a token to read or to operate is in force as long as it is given, and never made or kept', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  const first = await startWith(path, { read: 'fake-reading-token', operate: 'fake-operating-token' });
  expect(Object.keys(first.made)).toEqual(['admin', 'ingest']);
  expect(await scopesOf(first, 'fake-reading-token')).toEqual(['read']);
  expect(await scopesOf(first, 'fake-operating-token')).toEqual(['operate']);

  const second = await startWith(path, {});
  expect(await scopesOf(second, 'fake-reading-token')).toBeUndefined();
  expect(await scopesOf(second, 'fake-operating-token')).toBeUndefined();
  expect(await scopesOf(second, 'fake-made-token-1')).toEqual(['admin']);
});

test('one token given for several scopes has them all, and no more', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  const shared = 'fake-token-for-three';
  const tokens = await startWith(path, { ingest: shared, read: shared, operate: shared });
  expect(await scopesOf(tokens, shared)).toEqual(['ingest', 'read', 'operate']);
  expect(await scopesOf(await startWith(path, {}), shared)).toEqual(['ingest']);
});

test('tokens of a start that went wrong before they were shown are made anew', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  await openApiTokens(path, {}, () => 'fake-never-shown-token');
  expect((await startWith(path, {})).made).toEqual({ admin: 'fake-made-token-1', ingest: 'fake-made-token-2' });
});

test('no token is in the file, and only its owner reads it', async () => {
  const path = join(await temporaryFolder(), 'api-tokens.json');
  await startWith(path, { admin: 'fake-given-token' });
  expect(await readFile(path, 'utf8')).not.toMatch(/fake-given-token|fake-made-token/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.each(['', 'null', '{"admin":{"hash":"short","scopes":["admin"]}}', '{"ingest":{"hash":"", "scopes":["admin"]}}'])(
  'a token file that holds %j is refused',
  async (content) => {
    const path = join(await temporaryFolder(), 'api-tokens.json');
    await writeFile(path, content);
    await expect(startWith(path, {})).rejects.toThrow(`the token file ${path} can't be read`);
  },
);
