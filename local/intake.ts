import type { Telemetry } from '#functions/edge/telemetry.ts';
import type { WakeUps } from '#shared/dispatching/wake-ups.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import { createReceiver } from '#shared/receiving/receiver.ts';
import { createHearing, type Hearing } from '#shared/watchdogs/hear.ts';
import type { Stores } from './stores.ts';
import { now } from './surroundings.ts';

/** Where alerts come in on one machine, whoever brings them. */
export interface Intake {
  readonly hearing: Hearing;
  readonly receive: (batch: Batch) => Promise<ReceiveResult>;
}

/** The one intake of a relay: what it remembers is of all alerts. */
export function createIntake(stores: Stores, wakeUps: WakeUps, telemetry: Telemetry): Intake {
  const hearing = createHearing({
    ...stores,
    now,
    logFailure: (error) => telemetry.error('that a source spoke is not noted', error),
  });
  const receive = createReceiver({
    ...stores,
    hearing,
    wakeUps,
    now,
    logFailure: (error) => telemetry.error('alert not stored', error),
  });

  return { hearing, receive };
}
