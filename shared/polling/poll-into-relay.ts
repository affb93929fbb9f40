import type { AlertStore } from '../admission/alert-store.ts';
import type { ChannelStore } from '../channels/channel-store.ts';
import type { SecretReference } from '../channels/file-channel.ts';
import type { Batch, ReceiveResult } from '../receiving/receive.ts';
import { ocp as ocpFormat } from '../receiving/sources/ocp/ocp.ts';
import type { Hearing } from '../watchdogs/hear.ts';
import { credentialsIn, lackOf, type OcpCredentials } from './credentials.ts';
import { firingInLedger } from './known-firing.ts';
import type { Alarm, Ocp } from './ocp.ts';
import type { OcpPoller } from './ocp-poller.ts';
import { createPollMemory } from './poll-memory.ts';
import { type PollResult, pollOcp } from './poll-ocp.ts';
import { createTurns } from './turns.ts';

/** What polling needs of the home it is in. */
export interface PollerPorts {
  /** Speaks to the OCP at an address. */
  readonly ocpAt: (url: string, credentials: OcpCredentials) => Ocp;
  readonly secretOf: (reference: SecretReference) => Promise<string | undefined>;
  /** Takes alerts in, as if they had been posted. */
  readonly receive: (batch: Batch) => Promise<ReceiveResult>;
  readonly alerts: Pick<AlertStore, 'page'>;
  readonly channels: Pick<ChannelStore, 'list'>;
  /** Hears that an OCP was read, also when nothing is active there. */
  readonly hearing: Pick<Hearing, 'note'>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
}

/** A round could not be made, or not to its end. Its words hold no secret. */
export class PollError extends Error {
  override name = 'PollError' as const;
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

async function takeIn(alarms: readonly Alarm[], { source, channels }: OcpPoller, ports: PollerPorts): Promise<void> {
  const parsed = ocpFormat.parse(JSON.stringify({ alerts: alarms }), ports.now());
  if (parsed.kind === 'invalid') throw new PollError('the alarms can not be read');

  const alerts = parsed.alerts.map(({ source: _, ...alert }) => alert);
  const where = channels === undefined ? {} : { channels };
  await receiveIn({ source, alerts, ...where, isSignOfLife: false }, ports);
}

/** All at once; by halves where they go to more channels than can be had at once: the next round would fail as this one. */
async function receiveIn(batch: Batch, ports: Pick<PollerPorts, 'receive'>): Promise<void> {
  const result = await ports.receive(batch);
  if (result.kind === 'accepted') return;
  const { alerts } = batch;
  if (result.kind !== 'too-many' || alerts.length === 1) throw new PollError(refusalOf(result));

  const half = Math.ceil(alerts.length / 2);
  await receiveIn({ ...batch, alerts: alerts.slice(0, half) }, ports);
  await receiveIn({ ...batch, alerts: alerts.slice(half) }, ports);
}

function refusalOf(result: Exclude<ReceiveResult, { readonly kind: 'accepted' }>): string {
  switch (result.kind) {
    case 'unknown-channel':
      return `there is no channel ${result.names.join(', ')}`;
    case 'no-channel':
      return 'no enabled channel takes its alarms';
    case 'too-many':
      return `its alarms go to too many channels at once: ${result.pairs} alerts × channels, at most ${result.limit}`;
    case 'not-stored':
      return 'its alarms could not be stored; the next round tells them again';
    default:
      return result satisfies never;
  }
}
