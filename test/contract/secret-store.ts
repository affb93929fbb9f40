import { beforeEach, describe, expect, test } from 'vitest';
import type { RobotSecret, SecretStore } from '#shared/channels/secret-store.ts';
import { aSecret, fakeWebhookUrl } from '#test/builders/channel.ts';

/** What every secret store does. `make` gives an empty one. */
export function defineSecretStoreContract(kind: string, make: () => Promise<SecretStore>): void {
  describe(`a secret store (${kind})`, () => {
    let store: SecretStore;
    beforeEach(async () => {
      store = await make();
    });
    const full: RobotSecret = {
      webhookUrl: fakeWebhookUrl('wecom', 2),
      signatureKey: 'SEC密钥测试"\n',
      proxyAuth: 'user:p%40ss',
    };

    test('gives back what was written', async () => {
      await store.write('a', aSecret());
      await store.write('b', full);

      expect(await store.read('a')).toEqual(aSecret());
      expect(await store.readFresh('b')).toEqual(full);
    });

    test('writes an existing ref anew, and a field left out is gone', async () => {
      await store.write('a', full);
      await store.read('a');
      await store.write('a', aSecret());

      expect(await store.read('a')).toEqual(aSecret());
      expect(await store.readFresh('a')).toEqual(aSecret());
    });

    test('knows nothing of a ref that was never written or was removed', async () => {
      await store.write('a', full);
      await store.read('a');
      await store.remove('a');

      for (const ref of ['a', 'b', 'constructor', '__proto__']) {
        expect(await store.read(ref)).toBeUndefined();
        expect(await store.readFresh(ref)).toBeUndefined();
      }
    });

    test('removes what is not there without complaint', async () => {
      await expect(store.remove('nobody')).resolves.toBeUndefined();
    });

    test('takes a removed ref again at once', async () => {
      await store.write('a', full);
      await store.remove('a');
      await store.write('a', aSecret());

      expect(await store.read('a')).toEqual(aSecret());
    });

    test('shows a write to reads that begin after it, whatever was read meanwhile', async () => {
      await store.write('a', full);
      const writing = store.write('a', aSecret());
      const reads = Array.from({ length: 10 }, () => store.readFresh('a'));
      await writing;
      await Promise.all(reads);

      expect(await store.read('a')).toEqual(aSecret());
    });

    test('loses none of many concurrent writes', async () => {
      const refs = Array.from({ length: 20 }, (_, index) => `r${index}`);
      await Promise.all(
        refs.map((ref, index) => store.write(ref, aSecret({ webhookUrl: fakeWebhookUrl('wecom', index) }))),
      );

      for (const [index, ref] of refs.entries()) {
        expect((await store.readFresh(ref))?.webhookUrl).toBe(fakeWebhookUrl('wecom', index));
      }
    });
  });
}
