import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmSettings } from './alarm-names.ts';
import { Alarms } from './alarms.ts';
import { RelayDashboard } from './dashboard.ts';
import type { Monitored } from './monitored.ts';
import { canaryAlarms, outcomeAlarms, sweepAlarms } from './outcome-alarms.ts';
import { functionAlarms, ingressAlarms, pollingAlarms, queueAlarms } from './service-alarms.ts';

/** Settings of the monitoring. */
export interface MonitoringProps {
  /** What is looked after. */
  readonly monitored: Monitored;
  /** The topic of the relay's operators, which alarms go to unless another is named. */
  readonly operatorTopic: Topic;
  /**
   * Where the alarms go instead. It must let CloudWatch publish.
   *
   * @default - the operators' topic
   */
  readonly alarmsTopic?: ITopic | undefined;
  /**
   * What of the alarms is set otherwise.
   *
   * @default - nothing
   */
  readonly alarms?: AlarmSettings | undefined;
  /**
   * Whether there is a dashboard.
   *
   * @default true
   */
  readonly dashboard?: boolean | undefined;
  /**
   * Address of the runbook that alarms point to.
   *
   * @default 'docs/runbook.md'
   */
  readonly runbookUrl?: string | undefined;
}

/** Who looks after the relay: alarms with their articles in the runbook, and a dashboard. */
export class Monitoring extends Construct {
  /** The alarms, by name. */
  readonly alarms: Alarms;
  /** Escape hatch; undefined when it is left out. */
  readonly dashboard: RelayDashboard | undefined;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { monitored, operatorTopic, alarmsTopic } = props;

    this.alarms = new Alarms(this, 'Alarms', {
      topic: alarmsTopic ?? operatorTopic,
      runbookUrl: props.runbookUrl ?? 'docs/runbook.md',
      settings: props.alarms ?? {},
    });
    if (alarmsTopic === undefined) letAlarmsPublish(operatorTopic);
    const service = [ingressAlarms, pollingAlarms, queueAlarms, functionAlarms];
    const specs = [sweepAlarms, outcomeAlarms, canaryAlarms, ...service];
    for (const spec of specs.flatMap((alarmsOf) => alarmsOf(monitored))) this.alarms.add(spec);

    this.dashboard =
      props.dashboard === false
        ? undefined
        : new RelayDashboard(this, 'Dashboard', { monitored, alarms: [...this.alarms.byName.values()] });
  }
}

/** A topic with a policy of its own no longer lets alarms in by itself. */
function letAlarmsPublish(topic: Topic): void {
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: {
          'aws:SourceArn': Stack.of(topic).formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
  );
}
