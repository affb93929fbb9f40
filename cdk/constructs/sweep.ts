import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** What the sweep calls. */
export interface SweepProps {
  /** Is called with `{"sweep":true}`. */
  readonly dispatch: IFunction;
}

/** Every minute, a look for what is overdue: a lost wake-up costs at most that. */
export class Sweep extends Construct {
  /** Escape hatch. */
  readonly rule: Rule;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);

    // The rule only hands a sweep over, and receive a wake-up. By itself Lambda would make a failed one twice again, and
    // keep one that it refuses for six hours: the next sweep is better than either.
    props.dispatch.configureAsyncInvoke({ maxEventAge: Duration.minutes(1), retryAttempts: 0 });
    this.rule = new Rule(this, 'Rule', {
      description: 'Looks for alerts that are overdue.',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new FunctionTarget(props.dispatch, {
          event: RuleTargetInput.fromObject({ sweep: true }),
          // One that can't be delivered in time is made up for by the next.
          maxEventAge: Duration.minutes(1),
          retryAttempts: 0,
        }),
      ],
    });
  }
}
