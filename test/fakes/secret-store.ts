import type { RobotSecret, SecretStore } from '#shared/channels/secret-store.ts';

/** Secrets in memory, with a look inside for assertions. */
export interface FakeSecretStore extends SecretStore {
  readonly refs: () => readonly string[];
}

/** A secret store in memory. */
export function fakeSecretStore(initial: Readonly<Record<string, RobotSecret>> = {}): FakeSecretStore {
  const secrets = new Map(Object.entries(initial));
  const read = async (ref: string): Promise<RobotSecret | undefined> => secrets.get(ref);

  return {
    read,
    readFresh: read,
    async write(ref, secret) {
      secrets.set(ref, secret);
    },
    async remove(ref) {
      secrets.delete(ref);
    },
    refs: () => [...secrets.keys()].sort(),
  };
}
