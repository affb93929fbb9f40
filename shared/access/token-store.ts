import type { Access } from './access.ts';
import type { TokenHash, TokenRecord } from './token.ts';

/** Where tokens are kept, by their hashes. */
export interface TokenStore extends Access {
  /** Adds a token, or replaces what is known of it. */
  save(token: TokenRecord): Promise<void>;
  /** Withdraws a token; one that is not there is withdrawn already. */
  remove(hash: TokenHash): Promise<void>;
}
