/** What a token may do. Only `admin` includes the others; none of the others implies another. */
export const SCOPES = ['ingest', 'read', 'operate', 'admin'] as const;

/** One of the four permissions a token can hold. */
export type Scope = (typeof SCOPES)[number];

/** Whether a word is one of the four scopes, written exactly as they are. */
export function isScope(word: unknown): word is Scope {
  return SCOPES.some((scope) => scope === word);
}

/** Whether holding these scopes is enough where one is needed. */
export function covers(held: readonly Scope[], needed: Scope): boolean {
  return held.includes('admin') || held.includes(needed);
}
