import { pickValue, type SecretField } from './file-channel.ts';
import { isNamedRef, type NamedSources, namesIn, parseNamedRef } from './named-ref.ts';
import { parseProxy } from './proxy-url.ts';
import type { RobotSecret, SecretStore } from './secret-store.ts';

/** Secrets by the names their owner gave them. Their texts are secret: never log them. */
export interface NamedSecrets {
  /** May answer from a cache; undefined when there is none of this name. */
  read(name: string): Promise<string | undefined>;
  /** Asks the store itself. */
  readFresh(name: string): Promise<string | undefined>;
}

/**
 * A secret store that also follows refs to named secrets. These are read only:
 * to write or remove such a ref changes nothing, since the secret is its
 * owner's and others may refer to it too.
 */
export function withNamedSecrets(store: SecretStore, named: NamedSecrets): SecretStore {
  const follow = (ref: string, how: 'read' | 'readFresh') => {
    const sources = parseNamedRef(ref);
    return sources === undefined ? store[how](ref) : putTogether(ref, sources, (name) => named[how](name));
  };

  return {
    read: (ref) => follow(ref, 'read'),
    readFresh: (ref) => follow(ref, 'readFresh'),
    write: async (ref, secret) => (isNamedRef(ref) ? undefined : store.write(ref, secret)),
    remove: async (ref) => (isNamedRef(ref) ? undefined : store.remove(ref)),
  };
}

/** Only named secrets: for whoever has nothing to do with the copies of robots' secrets. */
export function onlyNamedSecrets(named: NamedSecrets): SecretStore {
  const none = async (): Promise<undefined> => undefined;
  return withNamedSecrets({ read: none, readFresh: none, write: none, remove: none }, named);
}

/** All or nothing: a robot without its key, or beside its proxy, must not be spoken to. */
async function putTogether(
  ref: string,
  sources: NamedSources,
  read: NamedSecrets['read'],
): Promise<RobotSecret | undefined> {
  const texts = new Map(await Promise.all(namesIn(ref).map(async (name) => [name, await read(name)] as const)));
  const textFor = (field: SecretField): string | undefined => {
    const name = sources[field];
    const text = name === undefined ? undefined : texts.get(name);
    return text === undefined ? undefined : pickValue(text, field);
  };

  const webhookUrl = textFor('webhookUrl');
  const key = sources.signatureKey === undefined ? {} : signed(textFor('signatureKey'));
  const proxy = sources.proxy === undefined ? {} : proxied(textFor('proxy'));
  return webhookUrl === undefined || key === undefined || proxy === undefined
    ? undefined
    : { webhookUrl, ...key, ...proxy };
}

function signed(signatureKey: string | undefined): Pick<RobotSecret, 'signatureKey'> | undefined {
  return signatureKey === undefined ? undefined : { signatureKey };
}

function proxied(text: string | undefined): Pick<RobotSecret, 'proxy' | 'proxyAuth'> | undefined {
  const result = text === undefined ? undefined : parseProxy(text);
  if (result?.kind !== 'proxy') return undefined;

  const { url, credentials } = result.proxy;
  if (credentials.kind === 'masked') return undefined;
  return { proxy: url, ...(credentials.kind === 'given' ? { proxyAuth: credentials.auth } : {}) };
}
