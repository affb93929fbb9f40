import { spanOf } from '../show/moment.ts';
import type { RobotRow } from '../show/robots.ts';

/** What is known of a relay at one moment. */
export interface RelayState {
  readonly store: 'ok' | 'dead';
  readonly dispatcher: 'ok' | 'dead';
  readonly robots: readonly RobotRow[];
  /** Counted up to some number; `more` says that there are others. */
  readonly deadLetters: { readonly count: number; readonly more: boolean };
  readonly waiting: { readonly count: number; readonly more: boolean; readonly oldestDueAt: string | null };
}

/** Why somebody has to do something, and what. */
export interface Reason {
  readonly kind: 'store-dead' | 'dispatcher-dead' | 'robot' | 'quota' | 'dead-letters' | 'oldest-waiting';
  readonly says: string;
}

/** Due for so long and not told: the alarm `oldestWaiting` has the same figure; ms. */
const OVERDUE_MS = 600_000;
/** Trouble on the way to a robot passes more often than not, and others stand in meanwhile; ms. */
const FAILING_MS = 300_000;

/** Every reason, worst first; none when nobody is needed. A muted robot needs nobody: it is taken up again by itself. */
export function decideAttention(state: RelayState, nowMs: number): readonly Reason[] {
  return [...partReasons(state), ...waitingReasons(state, nowMs), ...deadReasons(state), ...robotReasons(state, nowMs)];
}

function partReasons({ store, dispatcher }: RelayState): readonly Reason[] {
  return [
    ...(store === 'dead' ? [{ kind: 'store-dead', says: 'the table does not answer: senders get 503' } as const] : []),
    ...(dispatcher === 'dead'
      ? [{ kind: 'dispatcher-dead', says: 'the dispatcher is dead: alerts are taken and not told' } as const]
      : []),
  ];
}

function waitingReasons({ waiting }: RelayState, nowMs: number): readonly Reason[] {
  const overdueMs = waiting.oldestDueAt === null ? 0 : nowMs - Date.parse(waiting.oldestDueAt);
  if (overdueMs < OVERDUE_MS) return [];

  return [
    {
      kind: 'oldest-waiting',
      says: `an alert has been due for ${spanOf(overdueMs)} and is not told: tocsin alert list --state waiting, tocsin robot list`,
    },
  ];
}

function deadReasons({ deadLetters: { count, more } }: RelayState): readonly Reason[] {
  if (count === 0) return [];
  const what = count === 1 && !more ? '1 alert was' : `${count}${more ? ' or more' : ''} alerts were`;

  return [
    {
      kind: 'dead-letters',
      says: `${what} told by no robot: tocsin dead-letter list, and tocsin replay once the cause is mended`,
    },
  ];
}

function robotReasons({ robots }: RelayState, nowMs: number): readonly Reason[] {
  return robots.flatMap((robot): readonly Reason[] => {
    const name = `${robot.channel}/${robot.robot}`;
    const forMs = robot.since === null ? 0 : nowMs - Date.parse(robot.since);
    const since = robot.since === null ? '' : ` for ${spanOf(forMs)}`;
    switch (robot.health) {
      case 'healthy':
        return robot.advice === '' ? [] : [{ kind: 'quota', says: `robot ${name}: ${robot.advice}` }];
      case 'muted':
        return [];
      case 'failing':
        return forMs < FAILING_MS ? [] : [{ kind: 'robot', says: `robot ${name} has failed${since}: ${robot.advice}` }];
      default:
        return [{ kind: 'robot', says: `robot ${name} is ${robot.health}${since}: ${robot.advice}` }];
    }
  });
}
