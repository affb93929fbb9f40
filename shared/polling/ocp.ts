/** An alarm as OCP's API has it; what we don't look at goes to the relay as it is. */
export type Alarm = Readonly<Record<string, unknown>> & { readonly id: number | string; readonly status: string };

/** Neither over nor masked. */
export function isActive({ status }: Alarm): boolean {
  return status.toLowerCase() === 'active';
}

/** One page of the alarms that are active. */
export interface AlarmPage {
  readonly alarms: readonly Alarm[];
  readonly totalElements: number;
  readonly totalPages: number;
}

/** What is asked of OCP. Throws `OcpError` when it does not answer as it should. */
export interface Ocp {
  activePage(page: number): Promise<AlarmPage>;
  /** One alarm, also when it is over; undefined when OCP does not know it, or does not show it. */
  alarm(id: string): Promise<Alarm | undefined>;
}

/** OCP did not answer, or not with what was asked for. It quotes nothing of the answer. */
export class OcpError extends Error {
  override name = 'OcpError' as const;
  /** What it answered over HTTP, where that is what was wrong. */
  readonly status: number | undefined;

  constructor(message: string, { status, ...options }: ErrorOptions & { readonly status?: number } = {}) {
    super(message, options);
    this.status = status;
  }
}

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
