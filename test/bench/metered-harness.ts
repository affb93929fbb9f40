import type { Channel } from '#shared/channels/channel.ts';
import { createInMemoryTable, type InMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { startHarness } from '#test/pipeline/harness.ts';
import { type Metered, meterTable, total } from './metered-client.ts';

/** What some requests to the table cost, in write and read units, index included. */
export interface Cost {
  readonly write: number;
  readonly read: number;
  readonly requests: readonly Metered[];
}

/** The engine in virtual time over a table that is fast enough for a hundred thousand items, and counts its units. */
export interface MeteredHarness {
  readonly relay: Awaited<ReturnType<typeof startHarness>>;
  readonly table: InMemoryTable;
  /** What everything costs that happens until `run` is done. */
  cost(run: () => Promise<unknown>): Promise<Cost>;
}

/** Starts the engine with these channels on an empty table. */
export async function startMeteredHarness(channels: readonly Channel[]): Promise<MeteredHarness> {
  const table = createInMemoryTable();
  const meter = meterTable(table);
  const relay = await startHarness(channels, () => meter);

  return {
    relay,
    table,
    async cost(run) {
      meter.take();
      await run();
      const requests = meter.take();
      return { ...total(requests), requests };
    },
  };
}
