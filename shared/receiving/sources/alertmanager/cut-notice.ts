import type { ParsedAlert } from '../../../alert/alert.ts';
import { worseLevel } from '../../../alert/level.ts';
import { keepWithin } from '../keep-within.ts';
import { rawId } from '../raw-alert.ts';
import { readStringMap } from '../string-map.ts';
import { webLink } from '../web-link.ts';
import type { Notification } from './webhook.ts';

/** The name of the alert that tells of alerts Alertmanager left out. */
export const CUT_NOTICE = 'Alertmanager 截断了告警 (alerts cut by max_alerts)';

/**
 * The alert that says how many alerts of a group `max_alerts` cut off: they
 * never reached us, so nobody else can say it. It is as bad as the worst alert
 * that did come (at least a warning) and lasts as long as the group fires.
 */
export function cutNotice(notification: Notification, alerts: readonly ParsedAlert[]): ParsedAlert {
  const { truncatedAlerts: count, groupKey, status, groupLabels } = notification;
  const url = webLink(notification.externalURL);
  const labels = readStringMap(groupLabels);
  return keepWithin({
    id: `truncated-${rawId(groupKey)}`,
    name: CUT_NOTICE,
    level: alerts.reduce((worst, alert) => worseLevel(worst, alert.level), WARNING),
    status: status === 'resolved' ? 'resolved' : 'firing',
    target: [...labels].map(([key, value]) => `${key}=${value}`).join(' ') || groupKey,
    summary: `还有 ${count} 条告警未送达 (${count} more alerts of this group were not sent)`,
    description: '请提高或去掉 webhook_config 的 max_alerts (raise or remove max_alerts in the webhook_config)',
    ...(url === undefined ? {} : { url }),
    labels: Object.fromEntries([...labels, ['truncated_alerts', String(count)]]),
    group: `${groupKey}|${CUT_NOTICE}`,
  });
}

const WARNING: ParsedAlert['level'] = 'warning';
