import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  type IMetric,
  type TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmName, AlarmSettings, AlarmSeverity } from './alarm-names.ts';

/** One alarm as the relay means it. */
export interface AlarmSpec {
  readonly name: AlarmName;
  readonly severity: AlarmSeverity;
  /** What is the matter when it rings, in a sentence for whoever is woken by it. */
  readonly says: string;
  readonly metric: IMetric;
  /** From this figure on it is an alarm. */
  readonly threshold: number;
  /**
   * Below the threshold is the alarm, not above.
   *
   * @default - at or above it
   */
  readonly comparison?: ComparisonOperator;
  /**
   * Periods of the metric in a row that must be so.
   *
   * @default 1
   */
  readonly periods?: number;
  /** What no figure at all means; each alarm says why. */
  readonly missing: TreatMissingData;
  /**
   * `state`: it lasts until mended, and its end is told as well. `event`: it tells that something happened, and its end
   * says nothing.
   */
  readonly kind: 'state' | 'event';
}

/** Settings of the registry. */
export interface AlarmsProps {
  /** Who is told. */
  readonly topic: ITopic;
  /** Address of the runbook, to which `#name` is added. */
  readonly runbookUrl: string;
  /** What is set otherwise. */
  readonly settings: AlarmSettings;
}

/** The alarms that there are, each with its severity, its article in the runbook and whoever is told. */
export class Alarms extends Construct {
  /** Escape hatch: the alarms by name, without those that are left out. */
  readonly byName = new Map<AlarmName, IAlarm>();
  private readonly props: AlarmsProps;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.props = props;
  }

  /** Makes an alarm, unless it is left out. */
  add(spec: AlarmSpec): void {
    const setting = this.props.settings[spec.name] ?? {};
    if (setting === false) return;

    const alarm = new Alarm(this, spec.name, {
      alarmDescription: `[${setting.severity ?? spec.severity}] ${spec.says} ${this.props.runbookUrl}#${spec.name.toLowerCase()}`,
      metric: spec.metric,
      threshold: setting.threshold ?? spec.threshold,
      comparisonOperator: spec.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: spec.periods ?? 1,
      treatMissingData: spec.missing,
    });
    const tell = new SnsAction(this.props.topic);
    alarm.addAlarmAction(tell);
    if (spec.kind === 'state') alarm.addOkAction(tell);
    this.byName.set(spec.name, alarm);
  }
}
