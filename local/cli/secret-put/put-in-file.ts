import { SecretFileError } from '#local/file-secrets.ts';
import { kindOfNamedSecret } from '#shared/config/named-secret-folders.ts';
import { inspect } from './inspect.ts';
import type { PutSecretResult } from './put-secret.ts';

/** Where named secrets of one machine are kept. */
export interface NamedSecretWriter {
  putNamed(name: string, value: unknown): Promise<void>;
}

/** Writes a named secret of a relay on this machine. */
export async function putInFile(name: string, value: string, secrets: NamedSecretWriter): Promise<PutSecretResult> {
  const kind = kindOfNamedSecret(name);
  const inspected = inspect(kind, value);
  if (inspected.kind === 'unfit') return { kind: 'failed', problem: `the value ${inspected.problem}` };

  try {
    await secrets.putNamed(name, kind === 'sender-key' ? value.trim() : parsed(value.trim()));
  } catch (error) {
    return { kind: 'failed', problem: `nothing was written: ${reasonOf(error)}` };
  }
  const warnings = inspected.warnings.map((warning) => `note: ${warning}`);
  return {
    kind: 'written',
    lines: [
      `named/${name} holds ${inspected.holds.join(' and ')} now`,
      ...warnings,
      kind === 'robot' ? 'The relay reads it at its next start.' : 'It counts at once.',
    ],
  };
}

/** The secret file's own errors quote nothing of it. */
function reasonOf(error: unknown): string {
  if (error instanceof SecretFileError) return error.message;
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return `the data folder can not be written${code}`;
}

/** An object stands in the file as one, so that people can read and mend it. */
function parsed(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : text;
}
