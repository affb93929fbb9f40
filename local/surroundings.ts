import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { StartTimer } from './timer-wake-ups.ts';

/*
 * The clock, chance and timers of this machine. Everything else takes them as
 * parameters; only what puts the relay together imports this file.
 */

/** Ms since the epoch. */
export function now(): number {
  return Date.now();
}

/** Ms of a clock that never jumps. */
export function monotonic(): number {
  return performance.now();
}

/** 0 to 1. */
export function random(): number {
  return Math.random();
}

/** Sixteen characters of 0-9a-z: no two are ever alike. */
export function randomId(): string {
  return Array.from({ length: 16 }, () => randomInt(36).toString(36)).join('');
}

/** A new API token: 32 characters nobody guesses. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** The secret part of a token made over the API: 256 bits in 43 characters. */
export function newTokenSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Resolves after so many ms. */
export async function sleep(ms: number): Promise<void> {
  await wait(ms);
}

/** A timer of this process. It keeps the process alive. */
export const startTimer: StartTimer = (run, delayMs) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

/** What a promise came to, or `too-late` when it took longer than so many ms. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | 'too-late'> {
  const stop = new AbortController();
  const late = wait(ms, 'too-late' as const, { signal: stop.signal }).catch(() => 'too-late' as const);
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}
