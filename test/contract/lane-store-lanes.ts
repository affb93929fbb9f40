import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { LevelNumber } from '#shared/alert/level.ts';
import { type AlertRef, emptyLane, type Lane, type LaneMessage } from '#shared/pacing/lane.ts';
import type { LaneStore, Take } from '#shared/pacing/lane-store.ts';

/** 2026-11-21 00:00 UTC; the tests count from it. */
export const T0 = Date.UTC(2026, 10, 21);
export const SECOND = 1_000;
/** How long a worker holds a lane, and how long an answer may take, as the dispatcher has it. */
export const LEASE_MS = 20 * SECOND;
export const TIMEOUT_MS = 12 * SECOND;

const LEVELS: readonly LevelNumber[] = [1, 2, 3, 4, 5];
let counter = 0;

/** A robot of its own, so that tests can share a table. */
export function freshLane(): string {
  return `lane-${process.pid}-${counter++}`;
}

/** The nth message of a test. */
export function aMessage(nth = 1): LaneMessage {
  return { id: `message-${nth}`, kind: 'single', channel: 'dba', attempt: 1, refs: refs(1) };
}

/** What a worker asks for. */
export function takeAt(nowMs: number, owner: string): Take {
  return { owner, nowMs, tillMs: nowMs + LEASE_MS, message: aMessage(), inFlightUntilMs: nowMs + TIMEOUT_MS };
}

/** A lane that worker `a` takes at `T0`. */
export async function takenLane(store: LaneStore, id: string): Promise<Lane> {
  const lane = await store.take(emptyLane(id), takeAt(T0, 'a'));
  if (lane === 'lost') throw new Error('not taken');

  return lane;
}

/** So many alerts of three channels, in every level and both states. */
export function refs(count: number): readonly AlertRef[] {
  return Array.from({ length: count }, (_, at) => ({
    channel: ['dba', '值班', 'ops'][at % 3] ?? 'dba',
    fingerprint: fingerprintOfId('manifest', String(at)),
    version: at === 0 ? 4_294_967_295 : at,
    status: at % 2 === 0 ? 'firing' : 'resolved',
    level: LEVELS[at % 5] ?? 3,
  }));
}
