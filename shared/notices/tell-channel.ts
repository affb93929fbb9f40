import { admit } from '../admission/admit.ts';
import type { AlertStore } from '../admission/alert-store.ts';
import { encodeMark, shardOf } from '../admission/shard.ts';
import { fingerprintOfId } from '../alert/fingerprint.ts';
import type { Channel } from '../channels/channel.ts';
import type { WakeUps } from '../dispatching/wake-ups.ts';
import { OWN_TERMS, type Terms } from '../routing/terms.ts';
import { type Notice, noticeAlert } from './notice.ts';

/** What telling a channel needs of the world. */
export interface TellPorts {
  readonly alerts: AlertStore;
  readonly wakeUps: WakeUps;
  now(): number;
}

/**
 * Tells a channel something about the relay, in its own language, by an alert
 * like any other: stored, aggregated, paced, sent by whichever robot can.
 */
export async function tellChannel(
  channel: Channel,
  notice: Notice,
  ports: TellPorts,
  terms: Terms = OWN_TERMS,
): Promise<void> {
  const alert = noticeAlert(notice, channel.message.language);
  const fingerprint = fingerprintOfId(alert.source, alert.id);
  const nowMs = ports.now();
  const entry = { alert, fingerprint, receipts: receiptsOf(notice) };
  const admission = await admit(entry, channel, ports.alerts, nowMs, terms);
  if (admission.kind !== 'admitted' || admission.admitted.madeDue === undefined) return;

  const { madeDue } = admission.admitted;
  const mark = encodeMark({ channel: channel.name, shard: shardOf(fingerprint), class: madeDue.class });
  await ports.wakeUps.schedule({ lane: channel.robots[0].webhookId, marks: [mark] }, Math.max(nowMs, madeDue.atMs));
}

/** The occurrences of an alert about others are those, however many times it was told of them. */
function receiptsOf(notice: Notice): number {
  return notice.kind === 'dead-letters' || notice.kind === 'alerts-silent' ? notice.count : 1;
}
