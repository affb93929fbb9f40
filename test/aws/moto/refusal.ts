/** Somebody may not do what the relay needs: a permission is missing. */
export class RefusalError extends Error {
  override name = 'RefusalError' as const;
}
