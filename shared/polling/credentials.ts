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
