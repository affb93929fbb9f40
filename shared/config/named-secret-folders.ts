/** What the names of senders' keys begin with: the receiving function may read these, and no robot's secret. */
export const SENDER_KEY_FOLDER = 'senders/';

/** What the names of OCP's credentials begin with: the polling function may read these, and nothing else. */
export const OCP_CREDENTIALS_FOLDER = 'ocp/';

/** What a secret that people name is for. */
export type NamedSecretKind = 'robot' | 'sender-key' | 'ocp-credentials';

/** What it is for, by what its name begins with. */
export function kindOfNamedSecret(name: string): NamedSecretKind {
  if (name.startsWith(SENDER_KEY_FOLDER)) return 'sender-key';
  return name.startsWith(OCP_CREDENTIALS_FOLDER) ? 'ocp-credentials' : 'robot';
}
