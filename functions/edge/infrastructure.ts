import { LayoutError } from '#shared/layout/layout-gate.ts';

/**
 * Whether something thrown tells of a part that did not answer, rather than of
 * a mistake in our code: an AWS client's error carries `$fault` or `$metadata`,
 * an error of the operating system `syscall`.
 */
export function isUnavailable(thrown: unknown): boolean {
  // Until the newer version is back, which the log asks for, nothing can be done here.
  if (thrown instanceof LayoutError) return true;
  if (typeof thrown !== 'object' || thrown === null) return false;
  if ('$fault' in thrown || '$metadata' in thrown || 'syscall' in thrown) return true;

  return 'cause' in thrown && isUnavailable(thrown.cause);
}
