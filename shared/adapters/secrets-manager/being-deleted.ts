import { InvalidRequestException } from '@aws-sdk/client-secrets-manager';

/** Secrets Manager says "marked" or "scheduled for deletion" under a general error name. */
export function isBeingDeleted(error: unknown): boolean {
  return error instanceof InvalidRequestException && /deletion|deleted/i.test(error.message);
}
