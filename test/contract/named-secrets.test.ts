import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNamedSecrets } from '#shared/adapters/secrets-manager/named-secrets.ts';
import { createRelaySecrets } from '#shared/adapters/secrets-manager/relay-secrets.ts';
import { writeSecret } from '#shared/adapters/secrets-manager/write-secret.ts';
import { namedRef } from '#shared/channels/named-ref.ts';
import { aSecret, fakeWebhookUrl } from '#test/builders/channel.ts';
import { type SecretsManagerStandIn, startSecretsManager } from './secrets-manager-stand-in.ts';

let aws: SecretsManagerStandIn;
let nowMs: number;
let slept: number[];
beforeAll(async () => {
  aws = await startSecretsManager();
});
beforeEach(() => {
  aws.secrets.clear();
  aws.beingDeleted.clear();
  aws.asked.length = 0;
  [nowMs, slept] = [0, []];
});
afterAll(() => aws.stop());

const open = () => createNamedSecrets({ client: aws.client, prefix: 'tocsin/relay/named/', now: () => nowMs });
const put = (id: string, value: string) =>
  writeSecret(aws.client, { id, value, description: 'fake' }, { sleep: async (ms) => void slept.push(ms) });

describe('named secrets', () => {
  test('are asked for again after a minute, at once when told to, and each time while they are not there', async () => {
    const named = open();
    expect(await named.read('dba')).toBeUndefined();
    aws.secrets.set('tocsin/relay/named/dba', 'first');
    expect(await named.read('dba')).toBe('first');

    aws.secrets.set('tocsin/relay/named/dba', 'second');
    nowMs = 59_999;
    expect(await named.read('dba')).toBe('first');
    expect(await named.readFresh('dba')).toBe('second');
    expect(await named.read('dba')).toBe('second');
  });

  test('that wait for their deletion are not there', async () => {
    aws.secrets.set('tocsin/relay/named/dba', 'first');
    aws.beingDeleted.add('tocsin/relay/named/dba');

    expect(await open().read('dba')).toBeUndefined();
  });
});

describe('writing a secret', () => {
  test('makes it, and writes it anew when it is there', async () => {
    await put('a', 'one');
    await put('a', 'two');

    expect(aws.secrets.get('a')).toBe('two');
    expect(aws.asked).toEqual(['PutSecretValue', 'CreateSecret', 'PutSecretValue']);
  });

  test('takes a name back within its recovery window, at once', async () => {
    aws.secrets.set('a', 'one');
    aws.beingDeleted.add('a');
    await put('a', 'two');

    expect(aws.secrets.get('a')).toBe('two');
    expect(aws.asked).toEqual(['PutSecretValue', 'RestoreSecret', 'PutSecretValue']);
    expect(slept).toEqual([500]);
  });
});

describe("a relay's secrets", () => {
  const store = () =>
    createRelaySecrets({
      client: aws.client,
      prefix: 'tocsin/relay/',
      now: () => nowMs,
      sleep: async (ms) => void slept.push(ms),
    });

  test('are copies of ours and named ones, in folders of their own', async () => {
    aws.secrets.set('tocsin/relay/named/dba', JSON.stringify({ webhookUrl: fakeWebhookUrl(), signatureKey: 'SEC1' }));
    await store().write('ref-1', aSecret());

    expect([...aws.secrets.keys()]).toContain('tocsin/relay/robot/ref-1');
    expect(await store().read('ref-1')).toEqual(aSecret());
    expect(await store().read(namedRef({ webhookUrl: 'dba', signatureKey: 'dba' }))).toEqual({
      webhookUrl: fakeWebhookUrl(),
      signatureKey: 'SEC1',
    });
  });

  test('never change or remove a named one', async () => {
    aws.secrets.set('tocsin/relay/named/dba', fakeWebhookUrl());
    const ref = namedRef({ webhookUrl: 'dba' });
    await store().write(ref, aSecret({ webhookUrl: fakeWebhookUrl('dingtalk', 9) }));
    await store().remove(ref);

    expect(await store().readFresh(ref)).toEqual({ webhookUrl: fakeWebhookUrl() });
    expect(aws.asked).toEqual(['GetSecretValue']);
  });

  test('of a channel that is deleted and made again at once are there', async () => {
    await store().write('ref-1', aSecret());
    await store().remove('ref-1');
    aws.beingDeleted.add('tocsin/relay/robot/ref-1');
    await store()
      .write('ref-1', aSecret({ signatureKey: 'SECnew' }))
      .catch(() => undefined);

    expect(await store().readFresh('ref-1')).toEqual(aSecret({ signatureKey: 'SECnew' }));
  });
});
