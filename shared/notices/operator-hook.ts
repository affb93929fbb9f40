import type { MisconfiguredReason } from '../delivery/outcome.ts';
import type { QuotaThreshold } from '../pacing/quota.ts';

/** Something whoever runs the relay has to know, whatever the chat groups hear. Holds no secret. */
export type OperatorEvent =
  /** Alerts that no robot will take: kept, listed, to be replayed. */
  | {
      readonly kind: 'dead-letters';
      readonly channel: string;
      readonly count: number;
      readonly reason: string;
      /** Ids of the first ones, as the ledger shows them. */
      readonly alerts: readonly string[];
    }
  /** A robot refuses everything until a person changes a setting. */
  | {
      readonly kind: 'robot-misconfigured';
      readonly channel: string;
      readonly robot: string;
      readonly reason: MisconfiguredReason;
    }
  /** Nothing comes of a source that is watched. */
  | {
      readonly kind: 'source-silent';
      readonly source: string;
      /** When it last spoke, or its watching began, RFC 3339. */
      readonly since: string;
      /** Channels that are told. */
      readonly channels: readonly string[];
    }
  /** A month's quota reached a threshold. */
  | {
      readonly kind: 'quota';
      readonly pool: string;
      readonly used: number;
      /** Null when only the robot knows it. */
      readonly limit: number | null;
      /** Percent; 100 is gone. */
      readonly level: QuotaThreshold;
    };

/**
 * The way to whoever runs the relay that does not lead through its robots: a
 * topic on AWS, a line of the log on one machine. It may throw; whoever calls
 * it goes on all the same. An event comes at least once: more often where a
 * worker died between telling it and noting what it tells of, or several found it at the same moment.
 */
export interface OperatorHook {
  tell(event: OperatorEvent): Promise<void>;
}
