import type { SenderKeys } from '#shared/receiving/signature/signature-rule.ts';
import type { FileSecrets } from './file-secrets.ts';

/** The keys of senders on one machine: in its secret file, or in the environment. The file is asked each time. */
export function localSenderKeys(
  secrets: Pick<FileSecrets, 'named'>,
  env: Readonly<Record<string, string | undefined>>,
): SenderKeys {
  const read: SenderKeys['read'] = async ({ kind, name }) => (kind === 'env' ? env[name] : secrets.named(name));
  return { read, readFresh: read };
}
