import type { SecretReference } from '../channels/file-channel.ts';

/** How a caller of OCP's API shows who it is. Both are secret: never print them. */
export type OcpCredentials =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'access-key'; readonly accessKey: string; readonly secretKey: string };

/** What credentials are written as. */
export const CREDENTIALS_FORM = '{"user", "password"} or {"accessKey", "secretKey"}';

/** Reads credentials out of a document; undefined when it is anything but `CREDENTIALS_FORM`. */
export function readCredentials(document: unknown): OcpCredentials | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const fields = Object.entries(document);
  if (fields.length !== 2 || fields.some(([, value]) => typeof value !== 'string' || value === '')) return undefined;

  const { user, password, accessKey, secretKey } = Object.fromEntries(fields);
  if (user !== undefined && password !== undefined) return { kind: 'password', user, password };
  if (accessKey !== undefined && secretKey !== undefined) return { kind: 'access-key', accessKey, secretKey };
  return undefined;
}

/** Reads them out of a secret's text; undefined when they are not in it. */
export function credentialsIn(text: string): OcpCredentials | undefined {
  try {
    return readCredentials(JSON.parse(text));
  } catch {
    // A JSON error would quote the secret.
    return undefined;
  }
}

/** Where credentials are, and how they get there. */
const PLACES = {
  secret: { what: 'secret', fix: (name: string) => `put it: tocsin secret put ${name} (on one machine with --data)` },
  env: { what: 'environment variable', fix: () => 'set it, and start the relay again' },
} as const;

/** What is wrong with what stands where credentials should, and what to do; undefined when nothing is. It quotes no value. */
export function lackOf({ kind, name }: SecretReference, text: string | undefined): string | undefined {
  const { what, fix } = PLACES[kind];
  if (text === undefined) return `there is no ${what} ${name}; ${fix(name)}`;
  return credentialsIn(text) === undefined ? `the ${what} ${name} must hold ${CREDENTIALS_FORM}` : undefined;
}
