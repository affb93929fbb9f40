import { type DataFolder, DataFolderError, prepareDataFolder, writeVersion } from './data-folder.ts';
import {
  startTableThread,
  TableInUseError,
  type TableThread,
  TableThreadError,
} from './embedded-table/table-thread.ts';

/** A data folder that is ours, with the thread that holds its table. */
export interface TableFolder {
  readonly folder: DataFolder;
  readonly thread: TableThread;
}

/** Name of the table inside the data folder. */
export const TABLE_NAME = 'tocsin';

/**
 * Takes the data folder for this process and opens its table.
 *
 * Kept apart from the client of the table, which takes as long to load as the
 * table to open: a relay that starts again does both at once.
 */
export async function openTableFolder(dataFolder: string): Promise<TableFolder> {
  const folder = prepareDataFolder(dataFolder);
  const thread = await openThread(folder);
  await writeVersion(folder);

  return { folder, thread };
}

async function openThread({ path, table }: DataFolder): Promise<TableThread> {
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
