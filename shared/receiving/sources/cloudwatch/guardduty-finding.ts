import type { ParsedAlert } from '../../../alert/alert.ts';
import type { Level } from '../../../alert/level.ts';
import { labelsOf, lineAt, listAt, objectAt, present, textAt } from '../fields.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { keepWithin } from '../keep-within.ts';
import { readTimestamp } from '../timestamp.ts';
import { parseArn, partitionOf } from './arn.ts';
import { findingLink } from './console-link.ts';
import type { AwsEvent } from './event.ts';

/** Name of the sender where the request gives none. */
export const GUARDDUTY_SOURCE = 'guardduty';

/** Where the name of the resource stands, by its kind; the first that is there is the target. */
const RESOURCES = [
  ['instanceDetails', 'instanceId'],
  ['accessKeyDetails', 'userName'],
  ['eksClusterDetails', 'name'],
  ['ecsClusterDetails', 'name'],
  ['lambdaDetails', 'functionName'],
  ['rdsDbInstanceDetails', 'dbInstanceIdentifier'],
] as const;

/** Whether an event is a finding of GuardDuty. */
export function isFinding({ source, detailType, detail }: AwsEvent): boolean {
  return (
    source === 'aws.guardduty' &&
    detailType === 'GuardDuty Finding' &&
    (lineAt(detail, 'arn') || lineAt(detail, 'id')) !== ''
  );
}

/**
 * The alert of a finding (GuardDuty user guide, "Processing GuardDuty findings
 * with Amazon EventBridge", read 2026-11-21). Later occurrences come under the
 * same id; nothing ever says that one is over.
 */
export function alertOfFinding({ detail, account, region }: AwsEvent): ParsedAlert {
  const id = lineAt(detail, 'id');
  const arn = lineAt(detail, 'arn');
  const of = lineAt(detail, 'accountId') || account;
  const place = lineAt(detail, 'region') || region;
  const type = lineAt(detail, 'type');
  const service = objectAt(detail, 'service');
  const partition = parseArn(arn)?.partition ?? partitionOf(place);

  return keepWithin({
    id: arn || ['finding', of, place, id].join('/'),
    source: GUARDDUTY_SOURCE,
    name: type || lineAt(detail, 'title') || 'GuardDuty Finding',
    level: levelOf(Number(detail['severity'])),
    status: 'firing',
    target: targetOf(detail),
    summary: lineAt(detail, 'title'),
    description: textAt(detail, 'description'),
    ...present({
      activeAt: readTimestamp(lineAt(service, 'eventFirstSeen')) ?? readTimestamp(lineAt(detail, 'createdAt')),
      updatedAt: readTimestamp(lineAt(detail, 'updatedAt')),
      url: findingLink({ partition, region: place }, id),
    }),
    labels: labelsOf({
      account: of,
      region: place,
      severity: lineAt(detail, 'severity'),
      resource_type: lineAt(objectAt(detail, 'resource'), 'resourceType'),
      count: lineAt(service, 'count'),
    }),
    group: [type, of, place].join('|'),
    // A rule of the account's own archived it: there nobody is to see it either.
    ...(service['archived'] === true ? { masked: 'silenced' as const } : {}),
  });
}

/** GuardDuty's ranges (user guide, "Severity levels of findings"): high and critical from 7, medium from 4, low below. */
function levelOf(severity: number): Level {
  if (Number.isNaN(severity)) return 'warning';
  if (severity >= 7) return 'critical';
  return severity >= 4 ? 'warning' : 'caution';
}

function targetOf(detail: JsonObject): string {
  const resource = objectAt(detail, 'resource');
  const [bucket] = listAt(resource, 's3BucketDetails').filter(isJsonObject);
  const names = RESOURCES.map(([kind, name]) => lineAt(objectAt(resource, kind), name));
  return (
    [...names, bucket === undefined ? '' : lineAt(bucket, 'name')].find((name) => name !== '') ??
    lineAt(resource, 'resourceType')
  );
}
