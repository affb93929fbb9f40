import { createHash } from 'node:crypto';

/** 48 bits: among ten thousand rules no two will be taken for one. */
const CHARS = 8;

/**
 * How a waiting alert names the rule that sent it: short, since the index is
 * read for every waiting alert, and of the name, which a rule keeps when it
 * changes or moves.
 */
export function ruleMark(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, CHARS);
}
