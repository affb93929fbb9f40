import * as z from 'zod/mini';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import type { Relay } from '../relay.ts';

/** What fires by the ledger, as far as it was read. */
export interface KnownFiring {
  readonly ids: readonly string[];
  /** There is more in the ledger than was read. */
  readonly isCut: boolean;
}

/** Rows of one source looked at in the ledger. */
export const MOST_KNOWN = 100_000;

const ROW = z.object({ id: z.string(), status: z.string() });

/** Reads the ledger's rows of a source that were last received since then, and keeps those that fire. */
export async function readKnownFiring(relay: Relay, source: string, since: string): Promise<KnownFiring> {
  const { items, cursor } = await listPages(relay, '/v1/alerts', { source, since }, MOST_KNOWN);
  const rows = items.map((item) => readAnswer(ROW, item));
  return { ids: rows.flatMap(({ id, status }) => (status === 'firing' ? id : [])), isCut: cursor !== null };
}
