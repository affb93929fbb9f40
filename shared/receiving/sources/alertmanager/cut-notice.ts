import type { ParsedAlert } from '../../../alert/alert.ts';
import { worseLevel } from '../../../alert/level.ts';
import { cleanLine } from '../clean-text.ts';
import { keepWithin } from '../keep-within.ts';
import { rawId } from '../raw-alert.ts';
import { readStringMap } from '../string-map.ts';
import { webLink } from '../web-link.ts';
import type { Dialect } from './dialect.ts';
import type { Notification } from './webhook.ts';

/**
 * The alert that says how many alerts of a group the sender's limit cut off: they
 * never reached us, so nobody else can say it. It is as bad as the worst alert
 * that did come (at least a warning) and lasts as long as the group fires.
 */
export function cutNotice(
  notification: Notification,
  alerts: readonly ParsedAlert[],
  { name, advice }: Dialect['cut'],
): ParsedAlert {
  const { truncatedAlerts: count, groupKey, status, groupLabels } = notification;
  const url = webLink(notification.externalURL);
  const labels = readStringMap(groupLabels);
  return keepWithin({
    id: `truncated-${rawId(groupKey)}`,
    name,
    level: alerts.reduce((worst, alert) => worseLevel(worst, alert.level), WARNING),
    status: status === 'resolved' ? 'resolved' : 'firing',
    target: cleanLine([...labels].map(([key, value]) => `${key}=${value}`).join(' ')) || groupKey,
    summary: `还有 ${count} 条告警未送达 (${count} more alerts of this group were not sent)`,
    description: advice,
    ...(url === undefined ? {} : { url }),
    labels: Object.fromEntries([...labels, ['truncated_alerts', String(count)]]),
    group: `${groupKey}|${name}`,
  });
}

const WARNING: ParsedAlert['level'] = 'warning';
