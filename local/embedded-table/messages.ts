/** What the worker thread is started with. */
export interface WorkerSettings {
  /** Folder of the LevelDB. */
  readonly folder: string;
  readonly tableName: string;
}

/** To the worker thread. */
export type TableRequest =
  | { readonly kind: 'operation'; readonly id: number; readonly operation: string; readonly body: string }
  | { readonly kind: 'close' };

/** From the worker thread: first `open` or why not, then an answer for each operation. */
export type TableAnswer =
  | { readonly kind: 'open' }
  /** Another process works on the folder. */
  | { readonly kind: 'in-use' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'answer'; readonly id: number; readonly status: number; readonly body: string };
