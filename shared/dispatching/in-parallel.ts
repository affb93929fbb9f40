/** Writes under way at once: enough to hide the table's latency, few enough for a Lambda's sockets. */
const PARALLEL = 32;

/** Does the same for each item, some at a time. The first failure ends it, after those under way. */
export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker));
}
