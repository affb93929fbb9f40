import type { ParsedAlert } from '../../../alert/alert.ts';
import { cleanLine } from '../clean-text.ts';
import { labelsOf, present } from '../fields.ts';
import { jsonText } from '../json.ts';
import { keepWithin } from '../keep-within.ts';
import { rawId, rawText } from '../raw-alert.ts';
import { readTimestamp } from '../timestamp.ts';
import type { AwsEvent } from './event.ts';

/** Name of the sender where the request gives none. */
export const EVENT_SOURCE = 'eventbridge';

/** Resources named in the target. */
const MAX_RESOURCES = 3;

/**
 * The alert of an event nobody taught us: what kind it is, who sent it, and
 * its detail as text. Each event is an alert of its own, once however often it
 * is delivered; a mapping says better what repeats.
 */
export function alertOfAnyEvent({
  id,
  detailType,
  source,
  account,
  region,
  time,
  resources,
  detail,
}: AwsEvent): ParsedAlert {
  const text = jsonText(detail);
  const kind = detailType || source || 'EventBridge 事件 (EventBridge event)';

  return keepWithin({
    id: id || rawId([source, detailType, time, text].join('\n')),
    source: EVENT_SOURCE,
    name: kind,
    level: 'warning',
    status: 'firing',
    target: resources.slice(0, MAX_RESOURCES).map(cleanLine).join(', '),
    summary: source,
    description: rawText(text),
    ...present({ activeAt: readTimestamp(time) }),
    labels: labelsOf({ account, region, event_source: source, detail_type: detailType }),
    group: [source, detailType, account, region].join('|'),
  });
}
