import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkNames } from '#local/cli/secret-put/options.ts';
import { putInFile } from '#local/cli/secret-put/put-in-file.ts';
import { putSecret } from '#local/cli/secret-put/put-secret.ts';
import { readValue } from '#local/cli/secret-put/read-value.ts';
import { createFileSecrets } from '#local/file-secrets.ts';
import { fakeToken, fakeWebhookUrl } from '#test/builders/channel.ts';
import { type SecretsManagerStandIn, startSecretsManager } from '#test/contract/secrets-manager-stand-in.ts';
import { temporaryFolder } from '../home/temporary-folder.ts';
import { cliFor } from './cli-under-test.ts';

/** One stack of CloudFormation on 127.0.0.1: only `Tocsin` is there, with these outputs. */
let outputs: Record<string, string>;
let refusal: string | undefined;
let server: Server;
let cloudFormation: CloudFormationClient;
let aws: SecretsManagerStandIn;

const failure = (code: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

function describeStacks(body: string): string {
  if (refusal !== undefined) return failure(refusal, 'refused');
  if (!body.includes('StackName=Tocsin')) return failure('ValidationError', 'Stack with id X does not exist');
  const members = Object.entries(outputs)
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join('');
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>Tocsin</StackName><Outputs>${members}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

beforeAll(async () => {
  aws = await startSecretsManager();
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = describeStacks(Buffer.concat(chunks).toString());
    response.writeHead(text.startsWith('<Error') ? 400 : 200, { 'content-type': 'text/xml' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cloudFormation = new CloudFormationClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
beforeEach(() => {
  aws.secrets.clear();
  aws.beingDeleted.clear();
  [outputs, refusal] = [{ SecretPrefix: 'tocsin/relay/' }, undefined];
});
afterAll(async () => {
  cloudFormation.destroy();
  server.closeAllConnections();
  await Promise.all([aws.stop(), new Promise((resolve) => server.close(resolve))]);
});

const put = (value: string, options = { name: 'dba', stack: 'Tocsin' }) =>
  putSecret(options, value, { cloudFormation, secretsManager: aws.client, sleep: async () => undefined });

describe('putting a secret', () => {
  test('writes it where the relay of the stack reads it, and says what it is and when it counts', async () => {
    const result = await put(`${fakeWebhookUrl()}\n`);

    expect(result).toMatchObject({
      kind: 'written',
      lines: ['tocsin/relay/named/dba holds webhookUrl now', expect.stringContaining('no deployment')],
    });
    expect(aws.secrets.get('tocsin/relay/named/dba')).toBe(fakeWebhookUrl());
    expect(JSON.stringify(result)).not.toContain(fakeToken(1));
  });

  test('writes another value, also when somebody deleted it', async () => {
    await put('SECone');
    aws.beingDeleted.add('tocsin/relay/named/dba');
    await put('SECtwo');

    expect(aws.secrets.get('tocsin/relay/named/dba')).toBe('SECtwo');
  });

  test('writes nothing that is none of a robot', async () => {
    expect(await put('two words')).toMatchObject({
      kind: 'failed',
      problem: expect.stringContaining('the value has spaces'),
    });
    expect(aws.secrets.size).toBe(0);
  });

  test.each([
    ['the stack is not there', {}, /no stack Other .*npm run deploy.*--stack/],
    ['the stack is none of a relay', { outputs: {} }, /has no output SecretPrefix/],
    [
      'the credentials are too old',
      { refusal: 'ExpiredToken' },
      /no valid AWS credentials.*on this machine say --data FOLDER/,
    ],
    ['the credentials may not do it', { refusal: 'AccessDenied' }, /secretsmanager:PutSecretValue/],
    ['anything else happens', { refusal: 'Throttling' }, /AWS refused: Throttling/],
  ])('says what to do when %s', async (_, trouble: { outputs?: object; refusal?: string }, problem) => {
    outputs = { ...(trouble.outputs ?? outputs) };
    refusal = trouble.refusal;
    const stack = Object.keys(trouble).length === 0 ? 'Other' : 'Tocsin';

    expect(await put('SECone', { name: 'dba', stack })).toMatchObject({
      kind: 'failed',
      problem: expect.stringMatching(problem),
    });
  });
});

describe('the command line', () => {
  test.each([
    [[], 'Tocsin'],
    [['a', fakeWebhookUrl()], 'Tocsin'],
    [[fakeWebhookUrl()], 'Tocsin'],
    [['a'], 'no stack'],
  ])('%j is refused and not repeated', (words, stack) => {
    expect(() => checkNames(words, stack)).toThrow(/NAME|--stack/);
    expect(() => checkNames(words, stack)).not.toThrow(/access_token/);
  });

  test('takes a name with folders, and the stack of another relay', () => {
    expect(checkNames(['a/b'], 'Mine')).toEqual({ name: 'a/b', stack: 'Mine' });
  });

  test('reads a piped value whole', async () => {
    const input = Object.assign(Readable.from(['SEC', Buffer.from('one\n')]), { isTTY: false });

    expect(await readValue(input as unknown as NodeJS.ReadStream, () => undefined)).toBe('SECone\n');
  });

  test('reads what is typed unseen, to the end of the line', async () => {
    const modes: boolean[] = [];
    const shown: string[] = [];
    const input = Object.assign(Readable.from(['SEx', '\u007fC', 'one\rmore']), {
      isTTY: true,
      setRawMode(mode: boolean) {
        modes.push(mode);
        return this;
      },
    });

    expect(await readValue(input as unknown as NodeJS.ReadStream, (text) => shown.push(text))).toBe('SECone');
    expect(modes).toEqual([true, false]);
    expect(shown.join('')).not.toContain('SEC');
  });
});

describe('putting a secret of a relay on this machine', () => {
  test('writes it beside what is there, for its owner only, where the relay finds it', async () => {
    const path = join(await temporaryFolder(), 'secrets.json');
    await writeFile(path, JSON.stringify({ robots: {}, named: { other: 'SECother' } }));
    const value = JSON.stringify({ webhookUrl: fakeWebhookUrl(), signatureKey: 'SECone' });
    const result = await putInFile('dba', `${value}\n`, createFileSecrets({ path }));

    expect(result).toMatchObject({
      kind: 'written',
      lines: ['named/dba holds webhookUrl and signatureKey now', expect.any(String)],
    });
    expect(JSON.parse(await readFile(path, 'utf8')).named).toEqual({ other: 'SECother', dba: JSON.parse(value) });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await createFileSecrets({ path }).named('dba')).toBe(value);
  });

  test('writes nothing that is none of a robot', async () => {
    const path = join(await temporaryFolder(), 'secrets.json');
    expect(await putInFile('dba', 'two words', createFileSecrets({ path }))).toMatchObject({ kind: 'failed' });
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  test('is one command, which repeats nothing of what it was given', async () => {
    const [run, folder] = [cliFor('http://127.0.0.1:9'), await temporaryFolder()];
    const put = await run(['secret', 'put', 'dba', '--data', join(folder, 'data')], { stdin: `${fakeWebhookUrl()}\n` });
    expect(put).toMatchObject({ code: 0, out: expect.stringContaining('named/dba holds webhookUrl now') });
    expect(await createFileSecrets({ path: join(folder, 'data', 'secrets.json') }).named('dba')).toBe(fakeWebhookUrl());
    const wrong = [
      await run(['secret', 'put', 'dba', fakeWebhookUrl()]),
      await run(['secret', 'put', 'dba', '--data', folder], { stdin: 'two words' }),
      await run(['secret', 'put', 'dba', '--data', join(folder, 'data', 'secrets.json')], { stdin: fakeWebhookUrl() }),
    ];
    expect(wrong.map(({ code }) => code)).toEqual([2, 1, 1]);
    expect(wrong[2]?.err).toContain('the data folder can not be written (ENOTDIR)');
    expect(JSON.stringify([put, ...wrong])).not.toContain(fakeToken(1));
  });
});

test('the key of a sender is any text, kept as it is, in force without a new start', async () => {
  const key = '{"not":"a robot"} #1';
  const path = join(await temporaryFolder(), 'secrets.json');
  const secrets = createFileSecrets({ path });

  expect(await putInFile('senders/grafana', `${key}\n`, secrets)).toEqual({
    kind: 'written',
    lines: ['named/senders/grafana holds the key of a sender now', 'It counts at once.'],
  });
  expect(await secrets.named('senders/grafana')).toBe(key);
  expect(await putInFile('senders/grafana', '["new","old"]', secrets)).toMatchObject({
    lines: [expect.stringContaining('2 keys of a sender'), expect.anything()],
  });
  expect(await putInFile('senders/grafana', '[]', secrets)).toMatchObject({ kind: 'failed' });

  const put = await putSecret({ name: 'senders/grafana', stack: 'Tocsin' }, key, {
    cloudFormation,
    secretsManager: aws.client,
  });
  expect(put).toMatchObject({
    kind: 'written',
    lines: [expect.anything(), expect.stringContaining('within a minute')],
  });
  expect(aws.secrets.get('tocsin/relay/named/senders/grafana')).toBe(key);
});

test('the credentials of an OCP are looked at before they are written, and count at once', async () => {
  const secrets = createFileSecrets({ path: join(await temporaryFolder(), 'secrets.json') });
  const credentials = { accessKey: 'fake-access', secretKey: 'fake-secret' };

  expect(await putInFile('ocp/prod', JSON.stringify(credentials), secrets)).toEqual({
    kind: 'written',
    lines: ['named/ocp/prod holds an access key of OCP now', 'It counts at once.'],
  });
  expect(JSON.parse((await secrets.named('ocp/prod')) ?? '')).toEqual(credentials);
  expect(await putInFile('ocp/prod', '{"user":"a","password":"b"}', secrets)).toMatchObject({
    lines: ['named/ocp/prod holds a user of OCP now', expect.anything()],
  });
  for (const unfit of ['', 'fake-secret', '{"user":"a","secretKey":"fake-secret"}']) {
    const result = await putInFile('ocp/prod', unfit, secrets);
    expect(result).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(result)).not.toContain('fake-secret');
  }
});
