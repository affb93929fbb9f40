import type { StartTimer } from './timer-wake-ups.ts';

/** Something done again and again. */
export interface Periodic {
  /** Starts nothing more and waits for a run under way. */
  stop(): Promise<void>;
}

/** What to do, and how often. */
export interface PeriodicOptions {
  readonly run: () => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** From the end of a run to the start of the next, ms. */
  readonly everyMs: number;
  /** To the first run, ms. */
  readonly firstAfterMs: number;
  readonly startTimer: StartTimer;
}

/** Runs something for ever, never twice at once; a run that fails is reported and the next one comes all the same. */
export function startPeriodic({ run, onError, everyMs, firstAfterMs, startTimer }: PeriodicOptions): Periodic {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let stopTimer = startTimer(next, firstAfterMs);

  function next(): void {
    running = run()
      .catch(onError)
      .then(() => {
        if (!stopped) stopTimer = startTimer(next, everyMs);
      });
  }

  return {
    stop: async () => {
      stopped = true;
      stopTimer();
      await running;
    },
  };
}
