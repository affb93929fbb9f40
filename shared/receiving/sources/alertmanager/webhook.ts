import { lineAt } from '../fields.ts';
import { isJsonObject, type JsonObject } from '../json.ts';

/** What all alerts of one notification share. */
export interface Notification {
  readonly status: string;
  readonly groupKey: string;
  /** The sender's own address. */
  readonly externalURL: string;
  /** Alerts left out because of the sender's limit. */
  readonly truncatedAlerts: number;
  readonly alerts: readonly unknown[];
  readonly groupLabels: JsonObject;
}

/** Reads the webhook's payload (version 4); undefined for what has no list of alerts. Unknown keys are ignored. */
export function readNotification(payload: unknown): Notification | undefined {
  if (!isJsonObject(payload) || !Array.isArray(payload['alerts'])) return undefined;

  const cut = payload['truncatedAlerts'];
  return {
    status: text(payload['status']),
    groupKey: lineAt(payload, 'groupKey'),
    externalURL: text(payload['externalURL']),
    truncatedAlerts: typeof cut === 'number' && cut > 0 ? Math.floor(cut) : 0,
    alerts: payload['alerts'],
    groupLabels: isJsonObject(payload['groupLabels']) ? payload['groupLabels'] : {},
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
