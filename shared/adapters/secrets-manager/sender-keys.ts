import type { NamedSecrets } from '#shared/channels/named-secrets.ts';
import type { SenderKeys } from '#shared/receiving/signature/signature-rule.ts';

/** What reading the keys of senders needs. */
export interface SenderKeysOptions {
  readonly named: NamedSecrets;
  readonly now: () => number;
  /** How long a key that was asked for anew is not asked for again, in ms: wrong signatures must not become requests. @default 10 000 */
  readonly pauseMs?: number;
}

/**
 * The keys of senders, among the named secrets. When one can't be read again,
 * what was read before still counts: an outage there must not stop alerts.
 */
export function createSenderKeys({ named, now, pauseMs = 10_000 }: SenderKeysOptions): SenderKeys {
  const lastRead = new Map<string, string>();
  const askedAt = new Map<string, number>();
  const remembering = async (name: string, ask: () => Promise<string | undefined>): Promise<string | undefined> => {
    try {
      const text = await ask();
      if (text === undefined) lastRead.delete(name);
      else lastRead.set(name, text);
      return text;
    } catch (error) {
      const before = lastRead.get(name);
      if (before === undefined) throw error;
      return before;
    }
  };

  return {
    read: ({ name }) => remembering(name, () => named.read(name)),
    async readFresh({ name }) {
      if (now() - (askedAt.get(name) ?? Number.NEGATIVE_INFINITY) < pauseMs) {
        return remembering(name, () => named.read(name));
      }
      askedAt.set(name, now());
      return remembering(name, () => named.readFresh(name));
    },
  };
}
