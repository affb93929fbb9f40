import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import type { Source } from '#shared/receiving/source.ts';
import type { EdgeDeps } from '../edge/app.ts';

/** What receiving alerts over HTTP needs of the world. */
export interface ReceiveDeps extends EdgeDeps {
  /** The format of a kind of source, or undefined when there is none. */
  readonly sourceFor: (kind: string) => Source | undefined;
  /** Stores a batch; only `accepted` is answered with success. */
  readonly receive: (batch: Batch) => Promise<ReceiveResult>;
}
