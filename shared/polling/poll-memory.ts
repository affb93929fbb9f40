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
  /**
   * From one round to the next where nobody else makes any, ms.
   *
   * @default - nobody else does
   */
  readonly rhythmMs?: number;
}

/** Between two readings of the ledger, ms. What this poller told it knows by itself; what others told is only there. */
const LEDGER_EVERY_MS = 3_600_000;

/** The same while others make rounds too: what they told may be over as soon as this. */
const LEDGER_BESIDE_OTHERS_MS = 300_000;

/** A round that comes so many rhythms after the one before is not the next: another process made that. */
const GAP = 1.5;

/**
 * What this poller told as active, and every hour what the ledger has: a ledger
 * read in each round would cost more the longer the relay runs, and tell
 * a poller that goes on mostly what it told itself.
 *
 * Lambda gives each round to any process that is free:
 *
 *   one    round ─ 41 fires ──────────────────────────── (no round any more)
 *   other  ────────────────── gap ─ 41 is over: unknown here ─ ledger ─ asks for 41
 */
export function createPollMemory({ readLedger, now, rhythmMs = Infinity }: MemoryPorts): PollMemory {
  const ids = new Set<string>();
  let readAt: number | undefined;
  let roundAt: number | undefined;
  let isBehind = false;
  return {
    async known() {
      const at = now();
      isBehind ||= roundAt !== undefined && at - roundAt > GAP * rhythmMs;
      roundAt = at;
      const everyMs = isBehind ? LEDGER_BESIDE_OTHERS_MS : LEDGER_EVERY_MS;
      if (readAt !== undefined && at - readAt < everyMs) return { ids: [...ids], isCut: false };

      const ledger = await readLedger();
      readAt = at;
      isBehind = false;
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
