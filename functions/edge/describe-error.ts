import { redact } from '#shared/delivery/redact.ts';
import { maskSecrets } from './mask-secrets.ts';

/** What a log line says of something thrown. */
export interface ErrorDescription {
  readonly error: string;
  readonly message: string;
  /** The line of code it came from. */
  readonly at: string;
}

/**
 * Something thrown, fit for a log: its kind, its words without secrets, and
 * where it came from. Libraries quote what they were given in their errors,
 * and a webhook URL is a password.
 */
export function describeError(thrown: unknown): ErrorDescription {
  if (!(thrown instanceof Error)) return { error: typeof thrown, message: '', at: '' };

  const at = thrown.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
  return { error: thrown.name, message: words(thrown.message), at: words(at) };
}

function words(text: string): string {
  return redact(maskSecrets(text));
}
