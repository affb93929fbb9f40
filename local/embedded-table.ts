import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DataFolder, DataFolderError, prepareDataFolder, writeVersion } from './data-folder.ts';
import {
  startTableThread,
  TableInUseError,
  type TableThread,
  TableThreadError,
} from './embedded-table/table-thread.ts';
import { createThreadClient } from './embedded-table/thread-client.ts';

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

/** Name of the table inside the data folder. */
const TABLE_NAME = 'tocsin';

/**
 * Opens the table kept in the data folder, making both where there are none.
 *
 * Every answered write is on disk, with its index entry, whatever happens to
 * the process or the power. Only one process can have a folder open.
 */
export async function openEmbeddedTable(dataFolder: string): Promise<EmbeddedTable> {
  const folder = await prepareDataFolder(dataFolder);
  const thread = await openThread(folder.path, folder.table);
  await writeVersion(folder);
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

async function openThread(path: string, table: string): Promise<TableThread> {
  try {
    return await startTableThread({ folder: table, tableName: TABLE_NAME });
  } catch (error) {
    if (error instanceof TableInUseError)
      throw new DataFolderError(`another Tocsin is running on the data folder ${path}`, { cause: error });
    if (error instanceof TableThreadError)
      throw new DataFolderError(`the data folder ${path} can't be used: ${error.message}`, { cause: error });
    throw error;
  }
}
