import type { Source, SourceResult } from '../../source.ts';
import { alertsOfNotification } from '../alertmanager/alerts-of-notification.ts';
import { readNotification } from '../alertmanager/webhook.ts';
import { parseJson } from '../json.ts';
import { rawAlert } from '../raw-alert.ts';
import { GRAFANA, UNREADABLE_GRAFANA } from './dialect.ts';
import { alertOfLegacyRule, isLegacyRule } from './legacy-rule.ts';

/**
 * Grafana's webhook: that of its alerting since version 8, which has an
 * Alertmanager inside, and that of the dashboards' alerts before it. Grafana
 * gives up after a few tries, so nothing is refused.
 */
export const grafana: Source = {
  kind: 'grafana',
  splitSetting: 'Max Alerts of the webhook contact point in Grafana',
  parse: parseGrafana,
};

function parseGrafana(body: string, nowMs: number): SourceResult {
  const payload = parseJson(body);
  const notification = readNotification(payload);
  if (notification !== undefined) {
    return { kind: 'parsed', alerts: alertsOfNotification(notification, GRAFANA, nowMs) };
  }

  const alert = isLegacyRule(payload) ? alertOfLegacyRule(payload) : rawAlert(body, UNREADABLE_GRAFANA);
  return { kind: 'parsed', alerts: [alert] };
}
