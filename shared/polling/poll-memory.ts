import type { KnownFiring } from './known-firing.ts';
import { type Alarm, isActive } from './ocp.ts';

/** What a poller knows of before a round: of these it notices when they are missing. */
export interface PollMemory {
  known(): Promise<KnownFiring>;
  /** Called before alarms are told: also what the relay may have stored without saying so is known. */
  remember(alarms: readonly Alarm[]): void;
  /** They are over and told, or OCP tells nothing of them. */
  forget(ids: readonly string[]): void;
}

/** What the memory needs. */
export interface MemoryPorts {
  readonly readLedger: () => Promise<KnownFiring>;
  /** Ms. */
  readonly now: () => number;
}

/** Between two readings of the ledger, ms. What this poller told it knows by itself; what others told is only there. */
const LEDGER_EVERY_MS = 3_600_000;

/**
 * What this poller told as active, and every hour what the ledger has: a ledger
 * read in each round would cost more the longer the relay runs, and tell
 * a poller that goes on mostly what it told itself.
 */
export function createPollMemory({ readLedger, now }: MemoryPorts): PollMemory {
  const ids = new Set<string>();
  let readAt: number | undefined;
  return {
    async known() {
      const at = now();
      if (readAt !== undefined && at - readAt < LEDGER_EVERY_MS) return { ids: [...ids], isCut: false };

      const ledger = await readLedger();
      readAt = at;
      for (const id of ledger.ids) ids.add(id);
      return { ids: [...ids], isCut: ledger.isCut };
    },
    remember(alarms) {
      for (const alarm of alarms) if (isActive(alarm)) ids.add(String(alarm.id));
    },
    forget(gone) {
      for (const id of gone) ids.delete(id);
    },
  };
}
