import type { RobotSecret } from './secret-store.ts';

/** What becomes of one secret value when a channel is written. A given value is a secret: never log it. */
export type SecretValue =
  | { readonly kind: 'none' }
  /** The value stored under this ref. */
  | { readonly kind: 'kept'; readonly from: string }
  | { readonly kind: 'given'; readonly value: string };

/** What the secret store shall keep of one robot. */
export interface RobotSecretChange {
  /** Path of the robot in the input, for errors about it. */
  readonly field: string;
  /** Where it shall be kept. */
  readonly ref: string;
  readonly webhookUrl: Exclude<SecretValue, { kind: 'none' }>;
  readonly signatureKey: SecretValue;
  readonly proxyAuth: SecretValue;
}

/** The refs whose secrets a change is made from. */
export function sourcesOf(change: RobotSecretChange): readonly string[] {
  return [change.webhookUrl, change.signatureKey, change.proxyAuth].flatMap((value) =>
    value.kind === 'kept' ? [value.from] : [],
  );
}

/** The whole secret of a robot after a change, or which kept value is not there any more. */
export type SettledSecret =
  | { readonly kind: 'settled'; readonly secret: RobotSecret }
  | { readonly kind: 'lost'; readonly value: 'webhookUrl' | 'signatureKey' | 'proxy' };

/** Puts given and kept values together. */
export function settleSecret(
  change: RobotSecretChange,
  stored: ReadonlyMap<string, RobotSecret | undefined>,
): SettledSecret {
  const webhookUrl = settle(change.webhookUrl, 'webhookUrl', stored);
  const signatureKey = settle(change.signatureKey, 'signatureKey', stored);
  const proxyAuth = settle(change.proxyAuth, 'proxyAuth', stored);
  if (webhookUrl === undefined) return { kind: 'lost', value: 'webhookUrl' };
  if (signatureKey === undefined && change.signatureKey.kind !== 'none') return { kind: 'lost', value: 'signatureKey' };
  if (proxyAuth === undefined && change.proxyAuth.kind !== 'none') return { kind: 'lost', value: 'proxy' };

  const secret: RobotSecret = {
    webhookUrl,
    ...(signatureKey === undefined ? {} : { signatureKey }),
    ...(proxyAuth === undefined ? {} : { proxyAuth }),
  };
  return { kind: 'settled', secret };
}

function settle(
  value: SecretValue,
  field: keyof RobotSecret,
  stored: ReadonlyMap<string, RobotSecret | undefined>,
): string | undefined {
  switch (value.kind) {
    case 'none':
      return undefined;
    case 'given':
      return value.value;
    case 'kept':
      return stored.get(value.from)?.[field];
    default:
      return value satisfies never;
  }
}
