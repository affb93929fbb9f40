import type { RobotSecret } from '#shared/channels/secret-store.ts';

/** A stored secret that is none of a robot. It says nothing of what is stored instead. */
export class UnreadableSecretError extends Error {
  override name = 'UnreadableSecretError' as const;

  constructor() {
    // No cause: a JSON error quotes the text it could not read, and that text is a secret.
    super('the stored secret is not the JSON of a robot secret: write the robot again through the API');
  }
}

/** Reads a secret's JSON. Throws `UnreadableSecretError` when it is something else. */
export function parseRobotSecret(text: string): RobotSecret {
  const value = parseJson(text);
  if (value === null || typeof value !== 'object') throw new UnreadableSecretError();

  const { webhookUrl, signatureKey, proxyAuth } = value as Readonly<Record<string, unknown>>;
  if (typeof webhookUrl !== 'string') throw new UnreadableSecretError();

  return {
    webhookUrl,
    ...(typeof signatureKey === 'string' ? { signatureKey } : {}),
    ...(typeof proxyAuth === 'string' ? { proxyAuth } : {}),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableSecretError();
  }
}
