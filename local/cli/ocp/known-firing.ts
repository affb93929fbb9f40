import * as z from 'zod/mini';
import { type KnownFiring, MOST_KNOWN } from '#shared/polling/known-firing.ts';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import type { Relay } from '../relay.ts';

const ROW = z.object({ id: z.string(), status: z.string() });

/** Reads the ledger's rows of a source that were last received since then, and keeps those that fire. */
export async function readKnownFiring(relay: Relay, source: string, since: string): Promise<KnownFiring> {
  const { items, cursor } = await listPages(relay, '/v1/alerts', { source, since }, MOST_KNOWN);
  const rows = items.map((item) => readAnswer(ROW, item));
  return { ids: rows.flatMap(({ id, status }) => (status === 'firing' ? id : [])), isCut: cursor !== null };
}
