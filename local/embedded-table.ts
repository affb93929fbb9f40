import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DataFolder } from './data-folder.ts';
import { createThreadClient } from './embedded-table/thread-client.ts';
import { openTableFolder, TABLE_NAME, type TableFolder } from './table-folder.ts';

/** The table of the one-machine home. */
export interface EmbeddedTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Where what does not belong in a table is kept; locked with the table. */
  readonly files: Pick<DataFolder, 'apiTokens' | 'secrets'>;
  /** Settles when the table has ended: with the reason when nobody asked it to. */
  readonly ended: Promise<Error | undefined>;
  /** Lets go of the data folder once all that was asked is answered. */
  close(): Promise<void>;
}

/**
 * The table kept in the data folder; both are made where there are none.
 *
 * Every answered write is on disk, with its index entry, whatever happens to
 * the process or the power.
 */
export async function openEmbeddedTable(dataFolder: string): Promise<EmbeddedTable> {
  return embeddedTable(await openTableFolder(dataFolder));
}

/** The table of a data folder that is open already. */
export function embeddedTable({ folder, thread }: TableFolder): EmbeddedTable {
  const client = createThreadClient(thread);

  return {
    client,
    tableName: TABLE_NAME,
    files: folder,
    ended: thread.ended,
    close: async () => {
      await thread.close();
      client.destroy();
    },
  };
}
