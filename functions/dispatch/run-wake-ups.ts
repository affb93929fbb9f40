import { parseQueuedWakeUp } from '#shared/dispatching/queued-wake-up.ts';
import { uniteWakeUps } from '#shared/dispatching/unite-wake-ups.ts';
import type { WakeUp } from '#shared/dispatching/wake-ups.ts';

/** One message of the queue. */
export interface WakeUpRecord {
  readonly messageId: string;
  readonly body: string;
}

/** What running wake-ups needs. */
export interface WakeUpRunner {
  now(): number;
  dispatch(wakeUp: WakeUp): Promise<void>;
  /** Plans a wake-up that came before its time once more. */
  schedule(wakeUp: WakeUp, atMs: number): Promise<void>;
  failed(lane: string, error: unknown): void;
  unreadable(messageId: string): void;
}

/**
 * Runs a batch of wake-ups, each lane once, and answers the messages to be
 * delivered again. One before its time, if only by what two clocks differ,
 * travels on: a look now would not find what is due then. A message nobody can read would fail for ever: it is
 * reported and done with, since the sweep finds what is due without it.
 */
export async function runWakeUps(records: readonly WakeUpRecord[], runner: WakeUpRunner): Promise<readonly string[]> {
  const parsed = records.map((record) => ({ id: record.messageId, queued: parseQueuedWakeUp(record.body) }));
  for (const { id, queued } of parsed) if (queued === undefined) runner.unreadable(id);
  const readable = parsed.flatMap(({ id, queued }) => (queued === undefined ? [] : [{ id, ...queued }]));
  const lanes = [...Map.groupBy(readable, ({ wakeUp }) => wakeUp.lane)];

  const failed = await Promise.all(
    lanes.map(async ([lane, messages]) => {
      try {
        const due = messages.filter(({ atMs }) => atMs <= runner.now());
        const early = messages.filter((message) => !due.includes(message));
        for (const { wakeUp, atMs } of early) await runner.schedule(wakeUp, atMs);
        const [first, ...others] = due.map(({ wakeUp }) => wakeUp);
        if (first !== undefined) await runner.dispatch(uniteWakeUps(first, ...others));
        return [];
      } catch (error) {
        runner.failed(lane, error);
        return messages.map(({ id }) => id);
      }
    }),
  );

  return failed.flat();
}
