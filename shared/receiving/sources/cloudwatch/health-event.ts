import type { ParsedAlert } from '../../../alert/alert.ts';
import type { Level } from '../../../alert/level.ts';
import { cleanLine } from '../clean-text.ts';
import { labelsOf, lineAt, listAt, objectAt, present, textAt } from '../fields.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { keepWithin } from '../keep-within.ts';
import { readTimestamp } from '../timestamp.ts';
import { parseArn, partitionOf } from './arn.ts';
import { healthLink } from './console-link.ts';
import type { AwsEvent } from './event.ts';

/** Name of the sender where the request gives none. */
export const HEALTH_SOURCE = 'aws-health';

/** Affected resources named in the target; all are in the console. */
const MAX_ENTITIES = 5;

/** Health's categories; an event of another one is a warning. */
const LEVELS: ReadonlyMap<string, Level> = new Map([
  ['issue', 'critical'],
  ['investigation', 'warning'],
  ['scheduledChange', 'warning'],
  ['accountNotification', 'caution'],
]);

/** Whether an event comes from AWS Health, reports of abuse included. */
export function isHealthEvent({ source, detail }: AwsEvent): boolean {
  return source === 'aws.health' && lineAt(detail, 'eventTypeCode') !== '' && lineAt(detail, 'eventArn') !== '';
}

/**
 * The alert of a Health event (AWS Health user guide, "AWS Health events Amazon
 * EventBridge schema", read 2026-11-21). One event's ARN is the same in every
 * account and backup region, so account and region are part of the identity.
 */
export function alertOfHealthEvent({ detail, account, region, detailType }: AwsEvent): ParsedAlert {
  const eventArn = lineAt(detail, 'eventArn');
  const affected = lineAt(detail, 'affectedAccount') || account;
  const place = lineAt(detail, 'eventRegion') || region;
  const code = lineAt(detail, 'eventTypeCode');
  const category = lineAt(detail, 'eventTypeCategory');
  const status = lineAt(detail, 'statusCode');
  const over = status === 'closed';

  return keepWithin({
    id: [eventArn, affected, place].join('|'),
    source: HEALTH_SOURCE,
    name: code,
    level: detailType.includes('Abuse') ? 'critical' : (LEVELS.get(category) ?? 'warning'),
    status: over ? 'resolved' : 'firing',
    target: entityWords(detail) || [lineAt(detail, 'service'), place].join(' '),
    summary: [lineAt(detail, 'service'), category, place, status].filter((part) => part !== '').join(' · '),
    description: descriptionOf(detail),
    ...present({
      activeAt: healthTime(lineAt(detail, 'startTime')),
      updatedAt: healthTime(lineAt(detail, 'lastUpdatedTime')),
      resolvedAt: over ? healthTime(lineAt(detail, 'endTime')) : undefined,
      url: healthLink(parseArn(eventArn)?.partition ?? partitionOf(region), eventArn),
    }),
    labels: labelsOf({
      account: affected,
      region: place,
      service: lineAt(detail, 'service'),
      category,
      status,
      scope: lineAt(detail, 'eventScopeCode'),
    }),
    group: [code, affected, place].join('|'),
  });
}

function entityWords(detail: JsonObject): string {
  const entities = listAt(detail, 'affectedEntities').filter(isJsonObject);
  const names = entities.map((entity) => lineAt(entity, 'entityValue')).filter((name) => name !== '');
  const rest = names.length - MAX_ENTITIES;
  return names.slice(0, MAX_ENTITIES).join(', ') + (rest > 0 ? ` +${rest}` : '');
}

/** Events carry their text in one language or several; Chinese goes first where it is there. */
function descriptionOf(detail: JsonObject): string {
  const texts = listAt(detail, 'eventDescription').filter(isJsonObject);
  const chosen = texts.find((text) => lineAt(text, 'language').startsWith('zh')) ?? texts[0];
  return textAt(chosen ?? objectAt(detail, 'eventDescription'), 'latestDescription');
}

/** `Wed, 12 Feb 2025 00:37:54 GMT`, the form of HTTP's dates; RFC 3339 is read too. */
function healthTime(text: string): string | undefined {
  const line = cleanLine(text);
  if (!/^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(line)) return readTimestamp(line);

  const ms = Date.parse(line);
  return Number.isNaN(ms) || ms < 0 ? undefined : new Date(ms).toISOString();
}
