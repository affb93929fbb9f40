import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import type { Source } from '#shared/receiving/source.ts';
import type { EdgeDeps } from '../edge/app.ts';

/** A request that was over a limit. Its sender gets a 4xx and does not come back, so people must hear of it. */
export interface TooLarge {
  /** The sender: `?source=`, else the kind of source. */
  readonly source: string;
  /** Which limit: bytes of the body, or alerts × channels. */
  readonly over: 'body' | 'pairs';
  readonly limit: number;
  /** The sender's setting that makes its requests smaller. */
  readonly setting: string;
  /** The channels the request named, existing or not; absent means every enabled one. */
  readonly channels?: readonly string[];
}

/** What receiving alerts over HTTP needs of the world. */
export interface ReceiveDeps extends EdgeDeps {
  /** The format of a kind of source, or undefined when there is none. */
  readonly sourceFor: (kind: string) => Source | undefined;
  /** Stores a batch; only `accepted` is answered with success. */
  readonly receive: (batch: Batch) => Promise<ReceiveResult>;
  /** Tells the channels concerned, once, that alerts were refused for their size. */
  readonly noticeTooLarge?: (refused: TooLarge) => Promise<void>;
}
