import type { SourceMappings } from '#shared/receiving/mapping/source-mapping.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import type { SenderKeys, SignatureRules } from '#shared/receiving/signature/signature-rule.ts';
import type { Source } from '#shared/receiving/source.ts';
import type { Hearing } from '#shared/watchdogs/hear.ts';
import type { EdgeDeps } from '../edge/app.ts';
import type { SnsGateDeps } from './sns-gate.ts';

/** What receiving alerts needs of the world. */
export interface ReceiveDeps extends EdgeDeps {
  /** The format of a kind of source, or undefined when there is none. */
  readonly sourceFor: (kind: string) => Source | undefined;
  /** How further senders' JSON is read: their names are routes too. */
  readonly mappings: SourceMappings;
  /** Whose requests have to be signed, and the keys for that. */
  readonly signatures: SignatureRules;
  readonly keys: SenderKeys;
  /** Whom to believe of what comes from Amazon SNS. */
  readonly sns: SnsGateDeps;
  /** Hears sources that say nothing but that they are there. */
  readonly hearing: Pick<Hearing, 'hear'>;
  /** Stores a batch; only `accepted` is answered with success. */
  readonly receive: (batch: Batch) => Promise<ReceiveResult>;
}
