import type { Access } from './access.ts';
import type { ApiToken } from './api-token.ts';

/** Where the tokens made over the API are kept. */
export interface TokenStore extends Access {
  /** All of them, those that have ended too, in the order of ids. */
  list(): Promise<readonly ApiToken[]>;
  get(id: string): Promise<ApiToken | undefined>;
  /**
   * Writes a token over exactly the revision before it: 0 before the first.
   * Refused when another is there by now.
   */
  write(token: ApiToken, over: number): Promise<'written' | 'changed-meanwhile'>;
}
