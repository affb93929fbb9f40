import type { AlertItem } from '#shared/admission/alert-item.ts';
import { packContent } from '#shared/admission/content.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { levelNumber } from '#shared/alert/level.ts';
import { deliveryId, messageId } from '#shared/delivery/delivery-id.ts';
import type { DeliveryDetail } from '#shared/delivery/ledger.ts';

/** 2026-11-21 00:00 UTC. */
const NOW = Date.UTC(2026, 10, 21);

let counter = 0;

/** A delivery of its own, composed at `at`. */
export function aDelivery(overrides: Partial<DeliveryDetail> = {}): DeliveryDetail {
  const { at = NOW, channel = 'dba' } = overrides;
  counter += 1;

  return {
    id: deliveryId(messageId(at, counter.toString(36).padStart(8, '0')), channel, 0, 1),
    channel,
    robot: '1',
    kind: 'single',
    outcome: 'delivered',
    reason: '',
    errcode: 0,
    errmsg: 'ok',
    attempt: 1,
    at,
    latencyMs: 21,
    alertCount: 1,
    format: 'markdown',
    title: 'disk full',
    text: '### disk full',
    alerts: ['a'],
    ...overrides,
  };
}

/** An alert that was delivered, as the table keeps it. */
export function anItem(alert: Partial<Alert> & { readonly id: string }, overrides: Partial<AlertItem> = {}): AlertItem {
  const whole: Alert = {
    source: 'native',
    name: 'disk full',
    level: 'warning',
    status: 'firing',
    target: 'host-1',
    summary: '',
    description: '',
    labels: {},
    ...alert,
  };

  return {
    channel: 'dba',
    fingerprint: fingerprintOfId(whole.source, whole.id),
    status: whole.status,
    episode: '',
    level: levelNumber(whole.level),
    version: 1,
    receipts: 1,
    brief: '',
    content: packContent(whole),
    firstAt: NOW,
    lastAt: NOW,
    told: 'firing',
    deliveries: [],
    ...overrides,
  };
}
