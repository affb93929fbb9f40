import { parseDefaultProxy } from './default-proxy.ts';
import { ENV } from './env-names.ts';
import { type PublicUrl, parsePublicUrl } from './public-url.ts';

/** A required variable that is not set, or all of them. */
export class MissingEnvironmentError extends Error {
  override name = 'MissingEnvironmentError' as const;

  constructor(names: readonly string[]) {
    super(`environment variables not set: ${names.join(', ')}; the stack sets them by its grants`);
  }
}

/** A variable whose value can't be used; the message does not repeat it. */
export class UnfitEnvironmentError extends Error {
  override name = 'UnfitEnvironmentError' as const;

  constructor(name: string, problem: string) {
    super(`environment variable ${name} ${problem}`);
  }
}

/** Reads the variables a function needs; names all that are missing at once. */
export function readEnv<K extends keyof typeof ENV>(...keys: readonly K[]): Readonly<Record<K, string>> {
  const missing = keys.filter((key) => (process.env[ENV[key]] ?? '') === '').map((key) => ENV[key]);
  if (missing.length > 0) throw new MissingEnvironmentError(missing);
  const entries = keys.map((key) => [key, process.env[ENV[key]] ?? ''] as const);

  return Object.fromEntries(entries) as Record<K, string>;
}

/** The region this function works in, as Lambda tells it. */
export function readRegion(): string {
  const region = process.env['AWS_REGION'] ?? '';
  if (region === '') throw new MissingEnvironmentError(['AWS_REGION']);

  return region;
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

/**
 * The proxy of channels that name none; undefined unless set. To go without the
 * one that was meant is no way out: the messages would leave by another door.
 */
export function readDefaultProxy(): string | undefined {
  const text = (process.env[ENV.proxy] ?? '').trim();
  if (text === '') return undefined;

  const result = parseDefaultProxy(text);
  if (result.kind === 'refused') throw new UnfitEnvironmentError(ENV.proxy, result.problem);
  return result.url;
}

/** ARN of the key for secrets made at run time; undefined unless set. */
export function readEncryptionKey(): string | undefined {
  return process.env[ENV.encryptionKey] || undefined;
}

/** How long what is over is kept, ms; undefined where nothing else than the default was asked for. */
export interface Retention {
  readonly alertsMs: number | undefined;
  readonly deliveriesMs: number | undefined;
}

/** Reads how long what is over is kept. */
export function readRetention(): Retention {
  return { alertsMs: readDays(ENV.keepAlertsDays), deliveriesMs: readDays(ENV.keepDeliveriesDays) };
}

function readDays(name: string): number | undefined {
  const text = process.env[name] ?? '';
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) * 24 * 3_600_000 : undefined;
}

/** The address people reach the relay at; undefined unless set. */
export function readPublicUrl(): PublicUrl | undefined {
  const text = (process.env[ENV.publicUrl] ?? '').trim();
  return text === '' ? undefined : parsePublicUrl(text);
}
