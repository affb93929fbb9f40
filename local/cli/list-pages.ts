import * as z from 'zod/mini';
import { readAnswer } from './read-answer.ts';
import type { Relay, RelayRequest } from './relay.ts';

const PAGE = z.object({ items: z.array(z.unknown()), cursor: z.nullable(z.string()) });

/** A list of the API as far as it was asked for, in the API's own shape. */
export type Listed = z.infer<typeof PAGE>;

/** What one page holds at most. */
const MAX_PAGE = 1_000;

/** Follows a list's cursors until it ends or there are as many as wanted. The cursor left over goes on from there. */
export async function listPages(
  relay: Relay,
  path: string,
  query: NonNullable<RelayRequest['query']>,
  wanted: number,
): Promise<Listed> {
  const items: unknown[] = [];
  let cursor: string | null = null;
  do {
    const limit = String(Math.min(MAX_PAGE, wanted - items.length));
    const asked = { ...query, limit, ...(cursor === null ? {} : { cursor }) };
    const page: Listed = readAnswer(PAGE, await relay({ method: 'GET', path, query: asked }));
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== null && items.length < wanted);

  return { items, cursor };
}
