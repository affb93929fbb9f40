import type { ParsedAlert } from '../../../alert/alert.ts';
import { alertOfEntry } from './alert-of-entry.ts';
import { cutNotice } from './cut-notice.ts';
import type { Dialect } from './dialect.ts';
import type { Notification } from './webhook.ts';

/** The alerts of a notification, and a last one that tells of those the sender left out. */
export function alertsOfNotification(
  notification: Notification,
  dialect: Dialect,
  nowMs: number,
): readonly ParsedAlert[] {
  const alerts = notification.alerts.map((entry) => alertOfEntry(entry, notification, dialect, nowMs));
  return notification.truncatedAlerts > 0 ? [...alerts, cutNotice(notification, alerts, dialect.cut)] : alerts;
}
