import { uniteWakeUps } from '#shared/dispatching/unite-wake-ups.ts';
import type { WakeUp, WakeUps } from '#shared/dispatching/wake-ups.ts';

/** Starts a one-time timer and returns what stops it. */
export type StartTimer = (run: () => void, delayMs: number) => () => void;

/** What the timers work with. */
export interface TimerWakeUpsOptions {
  /** Looks at a lane. */
  readonly onWakeUp: (wakeUp: WakeUp) => Promise<void>;
  /** Told when `onWakeUp` failed; the wake-up is repeated after `retryMs`. */
  readonly onError: (error: unknown, lane: string) => void;
  readonly now: () => number;
  readonly startTimer: StartTimer;
  /** How many lanes are looked at side by side. @default 16 */
  readonly maxRunning?: number;
  /** @default 3,000 */
  readonly retryMs?: number;
}

interface LanePlan {
  /** What to look at, by the time from which. */
  readonly planned: Map<number, WakeUp>;
  stopTimer: () => void;
  running: boolean;
}

/** A time further off than this is rounded up to a full second, so that a storm's thousands become few. */
const EXACT_WITHIN_MS = 5_000;
/** No timer runs longer without a look at the clock, which may have been set meanwhile. */
const LONGEST_TIMER_MS = 60_000;
const MAX_RUNNING = 16;
const RETRY_MS = 3_000;

/**
 * Wake-ups by timers: one timer a lane, set to its earliest planned time.
 *
 * A lane is looked at by one at a time; what becomes due meanwhile is looked
 * at right afterwards. Different lanes are looked at side by side.
 */
export class TimerWakeUps implements WakeUps {
  readonly #options: TimerWakeUpsOptions;
  readonly #lanes = new Map<string, LanePlan>();
  /** Lanes whose time has come, in that order, waiting for one of the `maxRunning` places. */
  readonly #ready = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(options: TimerWakeUpsOptions) {
    this.#options = options;
  }

  async schedule(wakeUp: WakeUp, atMs: number): Promise<void> {
    this.#plan(wakeUp, atMs);
  }

  /** Starts nothing more and waits for what is running. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const plan of this.#lanes.values()) plan.stopTimer();
    await Promise.all(this.#running);
  }

  #plan(wakeUp: WakeUp, atMs: number): void {
    const { lane } = wakeUp;
    const plan = this.#lanes.get(lane) ?? { planned: new Map(), stopTimer: () => undefined, running: false };
    const isFarOff = atMs - this.#options.now() > EXACT_WITHIN_MS;
    const time = isFarOff ? Math.ceil(atMs / 1_000) * 1_000 : atMs;
    const before = plan.planned.get(time);
    plan.planned.set(time, before === undefined ? wakeUp : uniteWakeUps(before, wakeUp));
    this.#lanes.set(lane, plan);
    this.#setTimer(lane, plan);
  }

  #setTimer(lane: string, plan: LanePlan): void {
    plan.stopTimer();
    if (this.#closed || plan.running || plan.planned.size === 0) return;
    const delayMs = Math.min(...plan.planned.keys()) - this.#options.now();
    plan.stopTimer = this.#options.startTimer(
      () => {
        this.#ready.add(lane);
        this.#startReady();
      },
      Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS),
    );
  }

  #startReady(): void {
    const { maxRunning = MAX_RUNNING } = this.#options;
    for (const lane of this.#ready) {
      if (this.#closed || this.#running.size >= maxRunning) return;
      this.#ready.delete(lane);
      const look = this.#look(lane).finally(() => {
        this.#running.delete(look);
        this.#startReady();
      });
      this.#running.add(look);
    }
  }

  async #look(lane: string): Promise<void> {
    const plan = this.#lanes.get(lane);
    if (plan === undefined || plan.running) return;
    const due = takeDue(plan.planned, this.#options.now());
    if (due !== undefined) await this.#wakeUp(due, plan);
    if (plan.planned.size === 0) this.#lanes.delete(lane);
    else this.#setTimer(lane, plan);
  }

  async #wakeUp(wakeUp: WakeUp, plan: LanePlan): Promise<void> {
    const { onWakeUp, onError, now, retryMs = RETRY_MS } = this.#options;
    plan.running = true;
    try {
      await onWakeUp(wakeUp);
    } catch (error) {
      onError(error, wakeUp.lane);
      this.#plan(wakeUp, now() + retryMs);
    } finally {
      plan.running = false;
    }
  }
}

/** Takes out all that is planned up to now, as one. */
function takeDue(planned: Map<number, WakeUp>, nowMs: number): WakeUp | undefined {
  const times = [...planned.keys()].filter((time) => time <= nowMs);
  const [first, ...others] = times.flatMap((time) => planned.get(time) ?? []);
  for (const time of times) planned.delete(time);

  return first === undefined ? undefined : uniteWakeUps(first, ...others);
}
