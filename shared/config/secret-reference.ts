import type { SecretReference } from '../channels/file-channel.ts';
import { type Findings, isRecord } from '../channels/section.ts';
import {
  kindOfNamedSecret,
  type NamedSecretKind,
  OCP_CREDENTIALS_FOLDER,
  SENDER_KEY_FOLDER,
} from './named-secret-folders.ts';

/**
 * Characters Secrets Manager takes in a name (docs.aws.amazon.com, CreateSecret), and those of a variable. Of its 512
 * a stack's own prefix needs some.
 */
const NAMES = { secret: /^[\w/+=.@-]{1,256}$/, env: /^[A-Za-z_]\w*$/ } as const;

/** Tokens, keys and signing keys of robots: one in the place of a name would end up in templates and logs. */
const A_VALUE = /^(?:[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|SEC[0-9a-z]{20,})$/i;

/** Which references are taken. */
export interface ReferenceRules {
  /** Whether `{ env: NAME }` is: on one machine yes, for a stack no. */
  readonly allowEnv: boolean;
}

/**
 * Reads `{ secret: name }` or `{ env: NAME }`. Anything else is refused, a
 * literal above all: the file is made to be kept in a repository. A secret of
 * another kind than `kind` is refused too: each function may read only its own.
 */
export function parseReference(
  value: unknown,
  field: string,
  { allowEnv }: ReferenceRules,
  findings: Findings,
  wanted: NamedSecretKind = 'robot',
): SecretReference | undefined {
  const forms = allowEnv ? '{ secret: name } or { env: NAME }' : '{ secret: name }';
  const [entry, ...more] = isRecord(value) ? Object.entries(value) : [];
  const [kind, name] = entry ?? [];
  const message = problemOf(kind, name, more.length > 0, allowEnv, forms) ?? misplaced(kind, String(name), wanted);
  if (message !== undefined) {
    findings.errors.push({ field, message });
    return undefined;
  }

  return { kind: kind === 'env' ? 'env' : 'secret', name: String(name) };
}

const PLACES: Readonly<Record<NamedSecretKind, string>> = {
  robot: `must not be a secret whose name begins with ${SENDER_KEY_FOLDER} or ${OCP_CREDENTIALS_FOLDER}: those are keys of senders and credentials of OCPs`,
  'sender-key': `must be a secret whose name begins with ${SENDER_KEY_FOLDER}, as { secret: ${SENDER_KEY_FOLDER}grafana-prod }`,
  'ocp-credentials': `must be a secret whose name begins with ${OCP_CREDENTIALS_FOLDER}, as { secret: ${OCP_CREDENTIALS_FOLDER}prod }`,
};

/** Of a folder of its own, so that a function may read these and no others. */
function misplaced(kind: string | undefined, name: string, wanted: NamedSecretKind): string | undefined {
  return kind === 'secret' && kindOfNamedSecret(name) !== wanted ? PLACES[wanted] : undefined;
}

function problemOf(
  kind: string | undefined,
  name: unknown,
  hasMore: boolean,
  allowEnv: boolean,
  forms: string,
): string | undefined {
  if (hasMore || (kind !== 'secret' && kind !== 'env')) {
    return `must be a reference, ${forms}: the value itself belongs into the secret store, not into this file`;
  }
  if (kind === 'env' && !allowEnv) return `can be { env: … } only on one machine: for a stack use ${forms}`;

  if (typeof name === 'string' && A_VALUE.test(name))
    return `looks like the secret itself, not like its name: ${forms}`;
  return typeof name === 'string' && NAMES[kind].test(name) ? undefined : `must have a name after ${kind}: ${forms}`;
}
