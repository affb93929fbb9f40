import type { AlertStore } from '../admission/alert-store.ts';
import type { ParsedAlert } from '../alert/alert.ts';
import { fingerprint } from '../alert/fingerprint.ts';
import type { ChannelStore } from '../channels/channel-store.ts';
import type { Batch, ReceiveResult } from '../receiving/receive.ts';
import { ocp as ocpFormat } from '../receiving/sources/ocp/ocp.ts';
import type { Alarm } from './ocp.ts';
import type { OcpPoller } from './ocp-poller.ts';
import { PollError } from './poll-error.ts';

/** What taking alarms in needs of the world. */
export interface TakeInPorts {
  /** Takes alerts in, as if they had been posted. */
  readonly receive: (batch: Batch) => Promise<ReceiveResult>;
  readonly alerts: Pick<AlertStore, 'read'>;
  readonly channels: Pick<ChannelStore, 'list'>;
  readonly now: () => number;
}

/** Takes alarms in as their notifications would be; throws when not all of them are stored. */
export async function takeIn(
  alarms: readonly Alarm[],
  { source, channels }: OcpPoller,
  ports: TakeInPorts,
): Promise<void> {
  const parsed = ocpFormat.parse(JSON.stringify({ alerts: alarms }), ports.now());
  if (parsed.kind === 'invalid') throw new PollError('the alarms can not be read');

  const alerts = parsed.alerts.map(({ source: _, ...alert }) => alert);
  const where = channels === undefined ? {} : { channels };
  await receive({ source, alerts, ...where, isSignOfLife: false }, ports);
  const ended = alerts.filter(({ status }) => status === 'resolved');
  if (ended.length > 0) await endElsewhere(ended, source, ports);
}

/** What other channels were told, by an earlier list of them or an earlier rule, is over there too. */
async function endElsewhere(ended: readonly ParsedAlert[], source: string, ports: TakeInPorts): Promise<void> {
  const byFingerprint = new Map(ended.map((alert) => [fingerprint(source, alert), alert]));
  const names = (await ports.channels.list()).map(({ name }) => name);
  const keys = names.flatMap((channel) => [...byFingerprint.keys()].map((one) => ({ channel, fingerprint: one })));
  const firing = (await ports.alerts.read(keys)).filter(({ status }) => status === 'firing');
  for (const [channel, items] of Map.groupBy(firing, (item) => item.channel)) {
    const alerts = items.flatMap((item) => byFingerprint.get(item.fingerprint) ?? []);
    await receive({ source, alerts, channels: [channel], isSignOfLife: false }, ports);
  }
}

/** All at once; by halves where they go to more channels than can be had at once: the next round would fail as this one. */
async function receive(batch: Batch, ports: Pick<TakeInPorts, 'receive'>): Promise<void> {
  const result = await ports.receive(batch);
  if (result.kind === 'accepted') return;
  const { alerts } = batch;
  if (result.kind !== 'too-many' || alerts.length === 1) throw new PollError(refusalOf(result));

  const half = Math.ceil(alerts.length / 2);
  await receive({ ...batch, alerts: alerts.slice(0, half) }, ports);
  await receive({ ...batch, alerts: alerts.slice(half) }, ports);
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
