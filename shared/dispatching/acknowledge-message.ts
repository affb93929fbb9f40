import {
  type Acknowledged,
  type Acknowledgement,
  type AlertKey,
  type AlertStore,
  keyOf,
} from '../admission/alert-store.ts';
import { dueClass } from '../admission/due.ts';
import type { Channel } from '../channels/channel.ts';
import { deliveryId } from '../delivery/delivery-id.ts';
import type { AlertRef, Lane, LaneMessage } from '../pacing/lane.ts';
import type { LaneStore } from '../pacing/lane-store.ts';
import { inParallel } from './in-parallel.ts';

/** How long an item is kept after its last message, ms, unless the ports say otherwise. */
export const KEEP_ALERT_MS = 30 * 24 * 3600_000;

/** When an item that is told now may go, ms since the epoch. */
export function alertExpiry({ now, keepAlertsMs = KEEP_ALERT_MS }: KeepPorts): number {
  return now() + keepAlertsMs;
}

/** What tells how long an item is kept. */
export interface KeepPorts {
  now(): number;
  /** How long an item is kept after its last message, ms. */
  readonly keepAlertsMs?: number | undefined;
}

/** What acknowledging needs of the world. */
export interface AcknowledgePorts extends KeepPorts {
  readonly alerts: Pick<AlertStore, 'acknowledge' | 'bury'>;
  readonly lanes: Pick<LaneStore, 'readManifest' | 'acknowledged'>;
}

/** The alerts of a message, from itself or its manifest. */
export async function refsOf(
  message: LaneMessage,
  lanes: Pick<LaneStore, 'readManifest'>,
): Promise<readonly AlertRef[]> {
  return message.refs ?? (await lanes.readManifest(message.manifestOf ?? message.id, message.chunks ?? 0));
}

/** The alerts of a message by the worker that has just sent it: it need not read its own manifest. */
export interface JustSent {
  readonly id: string;
  readonly refs: readonly AlertRef[];
}

/**
 * Writes on every alert of the lane's delivered messages what was told. Done
 * again by a second worker, after the first one died, it changes nothing. What
 * changed meanwhile may have found the alert waiting, and so have woken nobody:
 *
 *   fired: due, wake-up ── taken ── posted ───────────── acknowledged: changed meanwhile ── look again
 *                               └── recovered: as due as before, no wake-up ──┘
 */
export async function acknowledgeLane(
  lane: Lane,
  channels: readonly Channel[],
  ports: AcknowledgePorts,
  justSent?: JustSent,
): Promise<Acknowledged> {
  let all: Acknowledged = 'told';
  for (const message of lane.acks) {
    const refs = message.id === justSent?.id ? justSent.refs : await refsOf(message, ports.lanes);
    if ((await acknowledgeMessage(message, refs, channels, ports)) === 'changed-meanwhile') all = 'changed-meanwhile';
  }
  await ports.lanes.acknowledged(lane);

  return all;
}

/** Writes on every alert of a delivered message what was told. Done again it changes nothing. */
export async function acknowledgeMessage(
  message: LaneMessage,
  refs: readonly AlertRef[],
  channels: readonly Channel[],
  ports: Pick<AcknowledgePorts, 'alerts' | keyof KeepPorts>,
): Promise<Acknowledged> {
  let all: Acknowledged = 'told';
  const acks = acknowledgements(message, refs, channels, ports.now(), alertExpiry(ports));
  await inParallel(acks, async (ack) => {
    if ((await ports.alerts.acknowledge(ack)) === 'changed-meanwhile') all = 'changed-meanwhile';
  });

  return all;
}

/** Why the alerts of a message are dead, and which of them a group may have seen fire, in this message or another. */
export interface Burial {
  readonly reason: string;
  isSeen(ref: AlertRef): boolean;
}

/**
 * Ends the alerts of a message as dead; answers those it ended. What went out before under its id, and lost its answer,
 * may have been seen, too: then people wait for the end of what is dead.
 */
export async function buryMessage(
  message: LaneMessage,
  refs: readonly AlertRef[],
  { reason, isSeen }: Burial,
  channels: readonly Channel[],
  ports: AcknowledgePorts,
): Promise<readonly AlertKey[]> {
  const buried: AlertKey[] = [];
  const acks = acknowledgements(message, refs, channels, ports.now(), alertExpiry(ports));
  const seen = new Set((message.maybeShown === true ? refs : refs.filter(isSeen)).map(keyOf));
  await inParallel(acks, async (ack) => {
    const maybeShown = seen.has(keyOf(ack)) ? ({ maybeShown: true } as const) : {};
    if ((await ports.alerts.bury({ ...ack, ...maybeShown }, reason)) === 'buried') buried.push(ack);
  });

  return buried;
}

/** What to write on each alert. The quiet end is the same for all, so that their repeats come out together. */
export function acknowledgements(
  message: LaneMessage,
  refs: readonly AlertRef[],
  channels: readonly Channel[],
  nowMs: number,
  expiresAtMs: number = nowMs + KEEP_ALERT_MS,
): readonly Acknowledgement[] {
  const order = [...new Set(refs.map((ref) => ref.channel))];
  return refs.map((ref) => {
    const aggregation = channels.find(({ name }) => name === ref.channel)?.aggregation;
    const intervalMs = aggregation?.enabled === true ? aggregation.intervalSeconds * 1000 : 0;
    const held = ref.status === 'firing' && intervalMs > 0;

    return {
      channel: ref.channel,
      fingerprint: ref.fingerprint,
      version: ref.version,
      status: ref.status,
      level: ref.level,
      delivery: deliveryId(message.id, ref.channel, order.indexOf(ref.channel), message.attempt),
      expiresAtMs,
      atMs: nowMs,
      ...(held ? { quiet: { class: dueClass('firing', ref.level), atMs: nowMs + intervalMs } } : {}),
    };
  });
}
