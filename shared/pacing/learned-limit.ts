import type { Outcome } from '../delivery/outcome.ts';
import type { Lane } from './lane.ts';

/** A learned limit grows back by one in this time, ms. */
const GROWS_EVERY_MS = 3_600_000;

/**
 * Messages a minute that count for a robot now: what is configured, or less
 * after a throttle nobody expected. Somebody else uses the robot then, and
 * takes slots we can't see.
 */
export function limitNow(lane: Lane, configured: number, nowMs: number): number {
  if (lane.strained === undefined) return configured;
  const grown = Math.floor(Math.max(0, nowMs - lane.strained.atMs) / GROWS_EVERY_MS);

  return Math.max(1, Math.min(configured, lane.strained.limit + grown));
}

/** The limit after a throttle: half of what counted. Only the robot's own rate teaches it; a network's ban does not. */
export function strainedBy(lane: Lane, outcome: Outcome, limit: number, atMs: number): Pick<Lane, 'strained'> {
  const isOwnRate = outcome.kind === 'throttled' && outcome.reason === 'robot-rate';
  if (!isOwnRate) return lane.strained === undefined ? {} : { strained: lane.strained };

  return { strained: { limit: Math.max(1, Math.floor(limit / 2)), atMs } };
}
