import type { Source, SourceResult } from '../../source.ts';
import { parseJson } from '../json.ts';
import { rawAlert } from '../raw-alert.ts';
import { nameOf } from '../subject.ts';
import { alertsOfNotification } from './alerts-of-notification.ts';
import type { Dialect } from './dialect.ts';
import { readNotification } from './webhook.ts';

/** The name of the alert that tells of alerts Alertmanager left out. */
export const CUT_NOTICE = 'Alertmanager 截断了告警 (alerts cut by max_alerts)';

const DIALECT: Dialect = {
  unreadable: 'Alertmanager 通知无法解析 (unreadable Alertmanager notification)',
  nameOf,
  nameless: 'Alertmanager 告警 (Alertmanager alert)',
  links: ['generatorURL'],
  labelsOf: () => ({}),
  describe: () => '',
  cut: {
    name: CUT_NOTICE,
    advice: '请提高或去掉 webhook_config 的 max_alerts (raise or remove max_alerts in the webhook_config)',
  },
};

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
  const notification = readNotification(parseJson(body));
  return {
    kind: 'parsed',
    alerts:
      notification === undefined
        ? [rawAlert(body, DIALECT.unreadable)]
        : alertsOfNotification(notification, DIALECT, nowMs),
  };
}
