import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFileSecrets } from '#local/file-secrets.ts';
import { createSecretsManagerStore } from '#shared/adapters/secrets-manager/secret-store.ts';
import { aSecret, fakeToken } from '#test/builders/channel.ts';
import { fakeSecretStore } from '#test/fakes/secret-store.ts';
import { defineSecretStoreContract } from './secret-store.ts';
import { type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

let aws: SecretsManagerStandIn;
let folder: string;
let files = 0;
beforeAll(async () => {
  aws = await startSecretsManager();
  folder = await mkdtemp(join(tmpdir(), 'tocsin-secrets-'));
});
afterAll(async () => {
  await aws.stop();
  await rm(folder, { recursive: true });
});

const newPath = (): string => join(folder, String(files++), 'secrets.json');
const openAws = (now = (): number => 0, slept: number[] = []) => {
  aws.secrets.clear();
  aws.beingDeleted.clear();
  aws.asked.length = 0;
  return createSecretsManagerStore({
    client: aws.client,
    prefix: 'tocsin/',
    now,
    sleep: async (ms) => {
      slept.push(ms);
    },
  });
};

defineSecretStoreContract('fake', async () => fakeSecretStore());
defineSecretStoreContract('file', async () => createFileSecrets({ path: newPath() }));
defineSecretStoreContract('Secrets Manager', async () => openAws());

describe('the secret file', () => {
  test('is for its owner only, also when it was not before', async () => {
    const path = newPath();
    const store = createFileSecrets({ path });
    await store.write('a', aSecret());
    expect((await stat(path)).mode & 0o777).toBe(0o600);

    await chmod(path, 0o644);
    await store.readFresh('a');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('outlives the process, and leaves nothing beside it', async () => {
    const path = newPath();
    await createFileSecrets({ path }).write('a', aSecret());

    expect(await createFileSecrets({ path }).read('a')).toEqual(aSecret());
    expect(await readdir(join(path, '..'))).toEqual(['secrets.json']);
  });

  test('keeps what its owner wrote under named, text or object', async () => {
    const path = newPath();
    const store = createFileSecrets({ path });
    await store.write('a', aSecret());
    const content = JSON.parse(await readFile(path, 'utf8'));
    const object = { webhookUrl: 'u', signatureKey: 'SEC0' };
    await writeFile(path, JSON.stringify({ ...content, named: { plain: 'text', object } }));
    await store.write('b', aSecret());

    expect(await store.named('plain')).toBe('text');
    expect(JSON.parse((await store.named('object')) ?? '')).toEqual(object);
    expect(await store.named('constructor')).toBeUndefined();
    expect(await store.read('a')).toEqual(aSecret());
  });

  test.each([
    ['half a file', `{"robots":{"a":{"webhookUrl":"${fakeToken(7)}`],
    ['a list', `["${fakeToken(7)}"]`],
    ['robots that are no object', `{"robots":"${fakeToken(7)}"}`],
  ])('refuses %s and quotes nothing of it', async (_, text) => {
    const path = newPath();
    await createFileSecrets({ path }).write('a', aSecret());
    await writeFile(path, text);
    const error = await createFileSecrets({ path })
      .read('a')
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: 'SecretFileError' });
    expect(String(error)).toContain(path);
    expect(String(error)).not.toContain(fakeToken(7));
    expect(error).not.toHaveProperty('cause');
  });

  test('a failed write does not stop the next', async () => {
    const path = newPath();
    const store = createFileSecrets({ path });
    await store.write('a', aSecret());
    await writeFile(path, 'broken');
    await expect(store.write('b', aSecret())).rejects.toThrow();
    await writeFile(path, '{}');
    await store.write('c', aSecret());

    expect(await store.read('c')).toEqual(aSecret());
  });
});

describe('the Secrets Manager store', () => {
  test('asks again after a minute, at once when told to, and never for what it wrote', async () => {
    let nowMs = 0;
    const store = openAws(() => nowMs);
    await store.write('a', aSecret());
    aws.asked.length = 0;
    aws.secrets.set('tocsin/a', JSON.stringify(aSecret({ signatureKey: 'SECnew' })));

    nowMs = 59_999;
    expect(await store.read('a')).toEqual(aSecret());
    expect(aws.asked).toEqual([]);
    nowMs = 60_000;
    expect(await store.read('a')).toEqual(aSecret({ signatureKey: 'SECnew' }));

    aws.secrets.set('tocsin/a', JSON.stringify(aSecret()));
    expect(await store.read('a')).toEqual(aSecret({ signatureKey: 'SECnew' }));
    expect(await store.readFresh('a')).toEqual(aSecret());
    expect(await store.read('a')).toEqual(aSecret());
  });

  test('deletes for good', async () => {
    const store = openAws();
    await store.write('a', aSecret());
    await store.remove('a');

    expect(aws.secrets.size).toBe(0);
  });

  test('reads a secret that is being deleted as none, and leaves it to its deletion', async () => {
    const store = openAws();
    aws.beingDeleted.add('tocsin/a');

    expect(await store.read('a')).toBeUndefined();
    await expect(store.remove('a')).resolves.toBeUndefined();
  });

  test('takes a name back that is still being deleted', async () => {
    const slept: number[] = [];
    const store = openAws(() => 0, slept);
    aws.beingDeleted.add('tocsin/a');
    await store.write('a', aSecret());

    expect(await store.readFresh('a')).toEqual(aSecret());
    expect(slept).toEqual([500]);
  });

  test('passes other failures on', async () => {
    const store = openAws();
    const dead = createSecretsManagerStore({ client: aws.client, prefix: '', now: () => 0 });
    aws.secrets.set('x', `not json ${fakeToken(7)}`);
    const error = await dead.read('x').catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ name: 'UnreadableSecretError' });
    expect(String(error)).not.toContain(fakeToken(7));
    await expect(store.read('a')).resolves.toBeUndefined();
  });
});
