import { admit } from '../admission/admit.ts';
import type { AlertStore } from '../admission/alert-store.ts';
import { shardOf } from '../admission/shard.ts';
import type { ChannelStore } from '../channels/channel-store.ts';
import { WakeCollector } from '../dispatching/wake-collector.ts';
import type { WakeUps } from '../dispatching/wake-ups.ts';
import { followSources } from '../inhibition/follow-sources.ts';
import type { InhibitionReader } from '../inhibition/inhibition-store.ts';
import type { SourceRegister } from '../inhibition/source-register.ts';
import { compiledOnce } from '../routing/compiled-once.ts';
import type { PushSettingsStore } from '../routing/push-settings-store.ts';
import type { Hearing } from '../watchdogs/hear.ts';
import type { KnownSources } from './known-sources.ts';
import { type Batch, type ReceiveResult, receive } from './receive.ts';

/** What the receiver needs of the world. */
export interface ReceiverPorts {
  readonly alerts: AlertStore;
  readonly channels: Pick<ChannelStore, 'list' | 'listFresh'>;
  readonly pushSettings: Pick<PushSettingsStore, 'read'>;
  readonly sources: KnownSources;
  readonly inhibitions: InhibitionReader;
  readonly inhibiting: SourceRegister;
  /** Hears the sources that are watched. */
  readonly hearing: Pick<Hearing, 'note'>;
  /** Should be coalesced: a batch brings many. */
  readonly wakeUps: WakeUps;
  now(): number;
  logFailure(error: unknown): void;
}

/** The receiver of a process: takes batches in and wakes the lanes they are due on. */
export function createReceiver(ports: ReceiverPorts): (batch: Batch) => Promise<ReceiveResult> {
  const pushSettings = compiledOnce(ports.pushSettings);
  return async (batch) => {
    const collector = new WakeCollector();
    // Beside the storing, so that nobody waits for it; whoever sends was heard, whatever becomes of the alerts.
    const heard = batch.isSignOfLife === false ? undefined : ports.hearing.note(speakersOf(batch));
    const result = await receive(batch, {
      channels: (fresh) => (fresh === 'fresh' ? ports.channels.listFresh() : ports.channels.list()),
      pushSettings,
      now: () => ports.now(),
      async admit(entry, channel, terms) {
        const nowMs = ports.now();
        await ports.sources.note(entry.alert.source);
        const admission = await admit(entry, channel, ports.alerts, nowMs, terms);
        if (admission.kind !== 'admitted' || admission.admitted.madeDue === undefined) return;
        const mark = { channel: channel.name, shard: shardOf(entry.fingerprint) };
        collector.add(channel.robots[0].webhookId, mark, admission.admitted.madeDue, nowMs);
      },
      followSources: (entries) =>
        followSources(entries, batch.within, {
          ...ports,
          channels: () => ports.channels.list(),
          now: () => ports.now(),
        }),
      wake: () => wake(collector, ports),
      logFailure: ports.logFailure,
    });
    await heard;
    return result;
  };
}

/** Who spoke in a batch: an empty one, as some senders send to say that all is well, is of its sender all the same. */
function speakersOf({ source, alerts }: Batch): readonly string[] {
  return alerts.length === 0 ? [source] : alerts.map((alert) => alert.source ?? source);
}

/** A wake-up that can't be sent is only late: the sweep finds what is due. */
async function wake(collector: WakeCollector, ports: ReceiverPorts): Promise<void> {
  for (const { wakeUp, atMs } of collector.drain()) {
    try {
      await ports.wakeUps.schedule(wakeUp, atMs);
    } catch (error) {
      ports.logFailure(error);
    }
  }
}
