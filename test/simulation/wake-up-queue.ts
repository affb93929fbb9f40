import { runWakeUps, type WakeUpRecord, type WakeUpRunner } from '#functions/dispatch/run-wake-ups.ts';
import type { QueuedWakeUp } from '#shared/dispatching/queued-wake-up.ts';
import type { WakeUps } from '#shared/dispatching/wake-ups.ts';
import type { Random } from './random.ts';
import type { SimulatedProcess, Surroundings } from './simulated-process.ts';

/** The longest delay of a message in the queue, ms. */
const MAX_DELAY_MS = 900_000;
/** Deliveries of a message that fails; then the sweep has to find what it stood for. */
const MAX_RECEIVES = 3;
const BATCH = 10;

interface QueueMessage extends WakeUpRecord {
  readonly receives: number;
}

/** Something that runs wake-ups: one batch at a time. */
export interface Consumer {
  readonly process: SimulatedProcess;
  runner(): WakeUpRunner;
}

/** A queue as clouds have them: at least once, sometimes twice, sometimes late, and now and then never. */
export class WakeUpQueue {
  readonly #world: Surroundings;
  readonly #random: Random;
  readonly #visibilityMs: number;
  #nextId = 0;
  /** Grows when all that is under way is forgotten. */
  #age = 0;
  #ready: QueueMessage[] = [];
  #idle: Consumer[] = [];

  constructor(world: Surroundings, random: Random) {
    this.#world = world;
    this.#random = random;
    this.#visibilityMs = random.between(5_000, 174_000);
  }

  /** Wake-ups as one process sends them. */
  sender(process: SimulatedProcess): WakeUps {
    return {
      schedule: (wakeUp, atMs) => {
        const delayMs = Math.max(0, atMs - process.now());
        const body = JSON.stringify({ wakeUp, atMs } satisfies QueuedWakeUp);
        const what = `sends a wake-up for ${wakeUp.lane} in ${delayMs} ms`;
        return process.call('write', what, this.#random.between(2, 20), () => {
          if (this.#world.trace.isOn) this.#world.trace.note(process.name, what, [wakeUp.lane]);
          this.#send(body, delayMs);
        });
      },
    };
  }

  /** Offers a consumer's time; it gets the next batch. */
  offer(consumer: Consumer): void {
    this.#idle.push(consumer);
    this.#handOut();
  }

  /** Forgets all messages, as after weeks. */
  forgetAll(): void {
    this.#age += 1;
    this.#ready = [];
  }

  #send(body: string, delayMs: number): void {
    const { wakeUps, wakeUpStepMs } = this.#world.trouble();
    const copies = this.#random.chance(wakeUps.lost) ? 0 : this.#random.chance(wakeUps.duplicate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const lateMs = this.#random.chance(wakeUps.late) ? this.#random.between(1_000, 240_000) : 0;
      const stepped = Math.min(MAX_DELAY_MS, Math.ceil(delayMs / wakeUpStepMs) * wakeUpStepMs);
      this.#appear(
        { messageId: `w${this.#nextId++}`, body, receives: 0 },
        stepped + this.#random.between(2, 40) + lateMs,
      );
    }
  }

  #appear(message: QueueMessage, afterMs: number): void {
    const age = this.#age;
    this.#world.time.after(afterMs, () => {
      if (age !== this.#age) return;
      this.#ready.push(message);
      this.#handOut();
    });
  }

  #handOut(): void {
    while (this.#ready.length > 0) {
      const consumer = this.#idle.shift();
      if (consumer === undefined) return;
      if (consumer.process.isAlive) this.#consume(consumer, this.#ready.splice(0, BATCH));
    }
  }

  /** A batch is done, fails in part, or is never heard of again: what is not done comes again. */
  #consume(consumer: Consumer, batch: readonly QueueMessage[]): void {
    let isOver = false;
    const again = (messages: readonly QueueMessage[]) => {
      for (const message of messages) {
        if (message.receives + 1 < MAX_RECEIVES) {
          this.#appear({ ...message, receives: message.receives + 1 }, this.#visibilityMs);
        }
      }
    };
    consumer.process.onDeath(() => {
      if (!isOver) again(batch);
      isOver = true;
    });
    void runWakeUps(batch, consumer.runner()).then((failed) => {
      if (isOver || !consumer.process.isAlive) return;
      isOver = true;
      again(batch.filter(({ messageId }) => failed.includes(messageId)));
      this.offer(consumer);
    });
  }
}
