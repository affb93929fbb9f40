import { ENV } from './env-names.ts';
import { type PublicUrl, parsePublicUrl } from './public-url.ts';

/** A required variable that is not set, or all of them. */
export class MissingEnvironmentError extends Error {
  override name = 'MissingEnvironmentError' as const;

  constructor(names: readonly string[]) {
    super(`environment variables not set: ${names.join(', ')}; the stack sets them by its grants`);
  }
}

/** Reads the variables a function needs; names all that are missing at once. */
export function readEnv<K extends keyof typeof ENV>(...keys: readonly K[]): Readonly<Record<K, string>> {
  const missing = keys.filter((key) => (process.env[ENV[key]] ?? '') === '').map((key) => ENV[key]);
  if (missing.length > 0) throw new MissingEnvironmentError(missing);
  const entries = keys.map((key) => [key, process.env[ENV[key]] ?? ''] as const);

  return Object.fromEntries(entries) as Record<K, string>;
}

/** Webhook hosts exempt from the vendor, https and private-address rules; none unless set. */
export function readAllowedHosts(): readonly string[] {
  return readList(ENV.allowedWebhookHosts);
}

/** SNS topics whose messages are taken over HTTP; none unless set. */
export function readSnsTopics(): readonly string[] {
  return readList(ENV.snsTopics);
}

function readList(name: string): readonly string[] {
  return (process.env[name] ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** The address people reach the relay at; undefined unless set. */
export function readPublicUrl(): PublicUrl | undefined {
  const text = (process.env[ENV.publicUrl] ?? '').trim();
  return text === '' ? undefined : parsePublicUrl(text);
}
