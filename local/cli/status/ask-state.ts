import * as z from 'zod/mini';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import { RefusedError, type Relay } from '../relay.ts';
import type { Session } from '../session.ts';
import { ROBOT } from '../show/robots.ts';
import type { RelayState } from './attention.ts';

/** Rows looked at: enough to know that it is bad, few enough to be quick. */
const MOST_ROWS = 2_000;

const PART = z.enum(['ok', 'dead']);
const HEALTH = z.object({ store: PART, dispatcher: PART });
const WAITING = z.object({ dueAt: z.nullable(z.string()) });

/** Asks the relay how it does. */
export async function askState({ relay, openRelay }: Pick<Session, 'relay' | 'openRelay'>): Promise<RelayState> {
  const health = await askHealth(openRelay);
  const [robots, dead, waiting] = await Promise.all([
    listPages(relay, '/v1/robots', {}, MOST_ROWS),
    listPages(relay, '/v1/dead-letters', {}, MOST_ROWS),
    listPages(relay, '/v1/alerts', { state: 'waiting' }, MOST_ROWS),
  ]);
  const due = waiting.items.flatMap((item) => readAnswer(WAITING, item).dueAt ?? []).toSorted();

  return {
    ...health,
    robots: robots.items.map((item) => readAnswer(ROBOT, item)),
    deadLetters: { count: dead.items.length, more: dead.cursor !== null },
    waiting: { count: waiting.items.length, more: waiting.cursor !== null, oldestDueAt: due[0] ?? null },
  };
}

/** A dead part makes the answer a 503, which says which. */
async function askHealth(relay: Relay): Promise<z.infer<typeof HEALTH>> {
  try {
    return readAnswer(HEALTH, await relay({ method: 'GET', path: '/healthz' }));
  } catch (error) {
    const parts =
      error instanceof RefusedError && error.status === 503 ? HEALTH.safeParse(tryJson(error.body)) : undefined;
    if (parts?.success) return parts.data;
    throw error;
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
