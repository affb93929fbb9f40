import {
  inspectNamedValue,
  inspectOcpCredentials,
  inspectSenderKey,
  type NamedValue,
} from '#shared/channels/named-value.ts';
import type { NamedSecretKind } from '#shared/config/named-secret-folders.ts';

const INSPECT: Readonly<Record<NamedSecretKind, (text: string) => NamedValue>> = {
  robot: inspectNamedValue,
  'sender-key': inspectSenderKey,
  'ocp-credentials': inspectOcpCredentials,
};

/** Looks at a value before it is written: whether it can be what its name says it is for. */
export function inspect(kind: NamedSecretKind, text: string): NamedValue {
  return INSPECT[kind](text);
}
