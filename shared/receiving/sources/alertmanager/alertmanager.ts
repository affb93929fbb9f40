import type { Source, SourceResult } from '../../source.ts';
import { rawAlert } from '../raw-alert.ts';
import { alertOfEntry, UNREADABLE_ALERTMANAGER } from './alert-of-entry.ts';
import { cutNotice } from './cut-notice.ts';
import { readNotification } from './webhook.ts';

/**
 * Prometheus Alertmanager's webhook, version 4. Alertmanager gives up after a
 * 4xx, so nothing is refused: what can't be read arrives as its own text.
 */
export const alertmanager: Source = {
  kind: 'alertmanager',
  splitSetting: 'max_alerts in the webhook_config of Alertmanager',
  parse: parseAlertmanager,
};

function parseAlertmanager(body: string, nowMs: number): SourceResult {
  const notification = readNotification(body);
  if (notification === undefined) return { kind: 'parsed', alerts: [rawAlert(body, UNREADABLE_ALERTMANAGER)] };

  const alerts = notification.alerts.map((entry) => alertOfEntry(entry, notification, nowMs));
  return {
    kind: 'parsed',
    alerts: notification.truncatedAlerts > 0 ? [...alerts, cutNotice(notification, alerts)] : alerts,
  };
}
