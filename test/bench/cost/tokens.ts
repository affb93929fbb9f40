import { composeToken, tokenIdOf } from '#shared/access/token.ts';

/** The sender's token, and which one it is. */
export const TOKEN_ID = tokenIdOf('bench');
export const INGEST_TOKEN = composeToken(TOKEN_ID, 'fake-secret-of-the-bench');
/** The first token, in its secret. */
export const ADMIN_TOKEN = 'fake-admin-token-of-the-bench';
