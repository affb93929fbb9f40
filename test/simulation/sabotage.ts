import type { LaneStore } from '#shared/pacing/lane-store.ts';

/** The expressions of an update on their way to the table. */
export interface UpdateText {
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
}

/** Something done wrong on purpose, to see whether the simulation notices. */
export interface Sabotage {
  readonly update?: (input: UpdateText) => void;
  readonly lanes?: (lanes: LaneStore, now: () => number) => LaneStore;
  readonly sweep?: 'never';
  /** Dispatchers know of none. */
  readonly silences?: 'ignored';
  /** Dispatchers know of no rule. */
  readonly inhibition?: 'ignored';
}

/** The engine as it is. */
export const NO_SABOTAGE: Sabotage = {};

/** A sabotage of the conditions of updates. */
function otherCondition(from: string | RegExp, to: string): Sabotage {
  return {
    update: (input) => {
      if (input.ConditionExpression !== undefined) {
        input.ConditionExpression = input.ConditionExpression.replace(from, to);
      }
    },
  };
}

/** A sabotage of what updates write. */
function otherUpdate(from: string | RegExp, to: string): Sabotage {
  return {
    update: (input) => {
      if (input.UpdateExpression !== undefined) input.UpdateExpression = input.UpdateExpression.replace(from, to);
    },
  };
}

/** The mistakes that such an engine invites. */
export const SABOTAGES = {
  /** Whoever read the lane long ago may still take it. */
  noFence: otherCondition('fence = :f', '(fence = :f OR fence <> :f)'),
  /** What was delivered is not yet acknowledged when the next worker looks. */
  freesLaneBeforeAcks: {
    lanes: (lanes) => ({ ...lanes, settle: (lane, next) => lanes.settle(lane, { ...next, acks: [] }, 'free') }),
  },
  /** Half the robot's window is forgotten. */
  halfWindow: {
    lanes: (lanes, now) => ({
      ...lanes,
      get: async (id) => {
        const lane = await lanes.get(id);
        return { ...lane, slots: lane.slots.filter((at) => at > now() - 30_000) };
      },
    }),
  },
  /** A transition that came while the message was on its way counts as told. */
  acknowledgesUnseen: otherCondition(/^v = :v AND/, '(v = :v OR v <> :v) AND'),
  /** Every receipt is a new version, so that an alert which repeats fast is never acknowledged. */
  countsReceipts: otherUpdate(/v = if_not_exists\(v, :one\)(.*) ADD n :k/, 'counted = :one$1 ADD n :k, v :one'),
  /** Nobody looks for what was due and whose wake-up was lost. */
  noSweep: { sweep: 'never' },
  /** What waits may be deleted for its age. */
  mortalWhileWaiting: otherUpdate(/REMOVE exp, /, 'REMOVE '),
  /** A robot that punishes is spoken to all the same. */
  ignoresMutes: {
    ...otherCondition('mute <= :now', '(mute <= :now OR mute > :now)'),
    lanes: (lanes) => ({
      ...lanes,
      get: async (id) => {
        const { mutedUntil: _ignored, ...lane } = await lanes.get(id);
        return lane;
      },
    }),
  },
  /** A worker may speak while another still waits for its answer. */
  takesLanesInUse: {
    ...otherCondition(
      '(attribute_not_exists(own) OR own = :me OR till < :now) AND attribute_not_exists(fl)',
      '(attribute_not_exists(own) OR own = :me OR till < :now OR till > :now)',
    ),
    lanes: (lanes) => ({
      ...lanes,
      get: async (id) => {
        const { inFlight: _f, inFlightUntil: _u, owner: _o, till: _t, ...lane } = await lanes.get(id);
        return lane;
      },
    }),
  },
  /** What is silenced is told all the same. */
  ignoresSilences: { silences: 'ignored' },
  /** What a silence holds back is not due again. */
  dropsSilenced: otherUpdate(
    'SET due = :to, since = :since, hr = :hr',
    'REMOVE due SET since = :since, hr = :hr, xx = :to',
  ),
  /** An end that is not told takes with it what is due of its firing. */
  dropsBeforeQuietEnd: otherUpdate(/(sup = :sup ADD n :k, v :one REMOVE up)$/, '$1, due, since'),
  /** What a firing alert inhibits is told all the same. */
  ignoresInhibition: { inhibition: 'ignored' },
  /** Who ends a silence, or what inhibits, lets nothing go. */
  neverReleases: {
    update: (input) => {
      if (input.UpdateExpression?.endsWith('REMOVE hd') === true) input.ConditionExpression = 'v = :from';
    },
  },
} as const satisfies Record<string, Sabotage>;
