import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { MappedEvents, RelayEvents } from './event-sources-props.ts';

/** One rule to be made. */
export interface WantedRule {
  /** Its id in the construct tree. */
  readonly id: string;
  readonly description: string;
  readonly pattern: EventPattern;
}

/** The rules that some settings and the sources of a file ask for. */
export function eventPatterns(events: RelayEvents, mapped: readonly MappedEvents[]): readonly WantedRule[] {
  return [
    ...(events.cloudWatchAlarms === true ? alarmRules(events.insufficientData === true) : []),
    ...(events.health === true ? [rule('Health', 'AWS Health events.', { source: ['aws.health'] })] : []),
    ...(events.guardDuty === true
      ? [rule('GuardDuty', 'Findings of GuardDuty.', { source: ['aws.guardduty'], detailType: ['GuardDuty Finding'] })]
      : []),
    ...mapped.flatMap(({ name, match }) =>
      match === undefined ? [] : [rule(`Source-${name}`, `Events of the source ${name}.`, patternOf(match))],
    ),
  ];
}

function alarmRules(insufficientData: boolean): readonly WantedRule[] {
  const states = ['ALARM', 'OK', ...(insufficientData ? ['INSUFFICIENT_DATA'] : [])];

  return [
    rule('Alarms', 'CloudWatch alarms that change their state.', {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: { state: { value: states } },
    }),
    rule('DeletedAlarms', 'CloudWatch alarms that are deleted while they fire.', {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm Configuration Change'],
      detail: { operation: ['delete'], state: { value: ['ALARM'] } },
    }),
  ];
}

function rule(id: string, description: string, pattern: EventPattern): WantedRule {
  return { id, description, pattern };
}

/** The pattern as it stands in the file; the construct library only has another name for one of its fields. */
function patternOf(match: Readonly<Record<string, unknown>>): EventPattern {
  const { 'detail-type': detailType, ...rest } = match;
  return { ...rest, ...(detailType === undefined ? {} : { detailType }) } as EventPattern;
}
