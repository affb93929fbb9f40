/** The names of the secrets that hold one robot's values. They are its owner's: nothing of ours writes them. */
export interface NamedSources {
  readonly webhookUrl: string;
  readonly signatureKey?: string;
  /** Of a proxy that has credentials. */
  readonly proxy?: string;
}

const MARK = 'named?';

/**
 * A ref that leads to secrets by their names instead of to a copy: whoever
 * reads it finds what they hold now, so that a new value needs no deployment.
 */
export function namedRef({ webhookUrl, signatureKey, proxy }: NamedSources): string {
  const parts = new URLSearchParams({ webhookUrl });
  if (signatureKey !== undefined) parts.set('signatureKey', signatureKey);
  if (proxy !== undefined) parts.set('proxy', proxy);

  return `${MARK}${parts}`;
}

/** The names in a ref, or undefined when it leads to a copy. */
export function parseNamedRef(ref: string): NamedSources | undefined {
  if (!ref.startsWith(MARK)) return undefined;
  const parts = new URLSearchParams(ref.slice(MARK.length));
  const [webhookUrl, signatureKey, proxy] = ['webhookUrl', 'signatureKey', 'proxy'].map((part) => parts.get(part));
  if (typeof webhookUrl !== 'string') return undefined;

  return {
    webhookUrl,
    ...(typeof signatureKey === 'string' ? { signatureKey } : {}),
    ...(typeof proxy === 'string' ? { proxy } : {}),
  };
}

/** Whether a ref leads to secrets by their names. */
export function isNamedRef(ref: string): boolean {
  return parseNamedRef(ref) !== undefined;
}

/** The names behind a ref, each once; none for a copy. */
export function namesIn(ref: string): readonly string[] {
  const { webhookUrl, signatureKey, proxy } = parseNamedRef(ref) ?? {};
  const names = [webhookUrl, signatureKey, proxy].filter((name) => name !== undefined);

  return [...new Set(names)];
}
