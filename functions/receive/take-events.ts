import { canaryBatch } from '#shared/receiving/canary.ts';
import type { EventRecord } from './invocation.ts';
import { type EventDeps, takeEvent } from './take-event.ts';

/** An event that called the function itself could not be stored: Lambda is to call again. */
export class EventNotStoredError extends Error {
  override name = 'EventNotStoredError' as const;

  constructor(failed: number, all: number) {
    super(`${failed} of ${all} events are not stored; the log has the reasons`);
  }
}

/** Takes a batch of the queue in; answers the ids of the records to be delivered again. */
export async function takeRecords(records: readonly EventRecord[], deps: EventDeps): Promise<readonly string[]> {
  const taken = await Promise.all(records.map(async ({ id, body }) => ({ id, result: await takeEvent(body, deps) })));
  return taken.flatMap(({ id, result }) => (result === 'failed' ? [id] : []));
}

/** Takes events in that called the function themselves. Throws when one is not stored; the others are merged then. */
export async function takeDirect(bodies: readonly string[], deps: EventDeps): Promise<void> {
  const taken = await Promise.all(bodies.map((body) => takeEvent(body, deps)));
  const failed = taken.filter((result) => result === 'failed').length;
  if (failed > 0) throw new EventNotStoredError(failed, bodies.length);
}

/** Sends the canary to its channel. Throws when it is not stored: Lambda tries again, and the alarm waits for it. */
export async function sendCanary(channel: string, deps: Pick<EventDeps, 'receive' | 'now'>): Promise<void> {
  const { kind } = await deps.receive(canaryBatch(channel, deps.now()));
  if (kind !== 'accepted') throw new CanaryNotSentError(kind);
}

/** The canary could not be sent on its way. */
export class CanaryNotSentError extends Error {
  override name = 'CanaryNotSentError' as const;

  constructor(reason: string) {
    super(`the canary is not stored: ${reason}`);
  }
}
