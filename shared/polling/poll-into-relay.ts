import type { AlertStore } from '../admission/alert-store.ts';
import type { SecretReference } from '../channels/file-channel.ts';
import type { Hearing } from '../watchdogs/hear.ts';
import { credentialsIn, lackOf, type OcpCredentials } from './credentials.ts';
import { firingInLedger } from './known-firing.ts';
import type { Alarm, Ocp } from './ocp.ts';
import type { OcpPoller } from './ocp-poller.ts';
import { PollError } from './poll-error.ts';
import { createPollMemory } from './poll-memory.ts';
import { type PollResult, pollOcp } from './poll-ocp.ts';
import { type TakeInPorts, takeIn } from './take-in.ts';
import { createTurns } from './turns.ts';

/** What polling needs of the home it is in. */
export interface PollerPorts extends TakeInPorts {
  /** Speaks to the OCP at an address. */
  readonly ocpAt: (url: string, credentials: OcpCredentials) => Ocp;
  readonly secretOf: (reference: SecretReference) => Promise<string | undefined>;
  readonly alerts: Pick<AlertStore, 'page' | 'read'>;
  /** Hears that an OCP was read, also when nothing is active there. */
  readonly hearing: Pick<Hearing, 'note'>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
}

/** Between two requests to OCP, ms. */
const PAUSE_MS = 100;
const DAY_MS = 86_400_000;

/** The rounds of one OCP in this process: one memory for all of them, while the process lives. */
export function createOcpPoller(poller: OcpPoller, ports: PollerPorts): () => Promise<PollResult> {
  const since = () => ports.now() - poller.knownSinceDays * DAY_MS;
  const memory = createPollMemory({
    readLedger: () => firingInLedger(poller.source, since(), ports),
    now: ports.now,
    rhythmMs: poller.everySeconds * 1_000,
  });
  const turns = createTurns(ports.random);

  return async () => {
    const ocp = ports.ocpAt(poller.url, await credentialsOf(poller, ports));
    const tell = (alarms: readonly Alarm[]) => takeIn(alarms, poller, ports);
    const result = await pollOcp({ ocp, memory, tell, pause: () => ports.sleep(PAUSE_MS), turns });
    if (result.batch === 'full') await ports.hearing.note([poller.source]);
    return result;
  };
}

async function credentialsOf({ credentials }: OcpPoller, { secretOf }: PollerPorts): Promise<OcpCredentials> {
  const text = await secretOf(credentials);
  const read = text === undefined ? undefined : credentialsIn(text);
  if (read === undefined) throw new PollError(lackOf(credentials, text));

  return read;
}
