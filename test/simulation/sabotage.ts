import type { LaneStore } from '#shared/pacing/lane-store.ts';

/** Something done wrong on purpose, to see whether the simulation notices. */
export interface Sabotage {
  /** Changes an update on its way to the table. */
  readonly update?: (input: {
    UpdateExpression?: string | undefined;
    ConditionExpression?: string | undefined;
  }) => void;
  readonly lanes?: (lanes: LaneStore) => LaneStore;
  readonly sweep?: 'never';
}

/** The engine as it is. */
export const NO_SABOTAGE: Sabotage = {};
