import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type CanaryRhythm, type CanarySettings, rhythmOf } from './monitoring-props.ts';

/** What the canary sends, where and how often. */
export interface CanaryProps extends CanarySettings {
  /** Is called with `{"canary":{"channel":"…"}}`. */
  readonly receive: IFunction;
}

/** An alert of our own that takes the whole way at fixed times: that it stays away says that something on the way is broken. */
export class Canary extends Construct {
  /** Escape hatch. */
  readonly rule: Rule;
  /** How often it sends, and for how long it may stay away. */
  readonly rhythm: CanaryRhythm;

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { receive, channel } = props;
    this.rhythm = rhythmOf(props);

    this.rule = new Rule(this, 'Rule', {
      description: 'Sends an alert of the relay’s own through the whole relay.',
      schedule: Schedule.rate(this.rhythm.every),
      targets: [
        new FunctionTarget(receive, {
          event: RuleTargetInput.fromObject({ canary: { channel } }),
          // A late one would be taken for the next.
          maxEventAge: this.rhythm.every,
          retryAttempts: 2,
        }),
      ],
    });
  }
}

/** The canary that is asked for, if one is. */
export function canaryFor(
  scope: Construct,
  { canary }: { readonly canary?: CanarySettings },
  receive: IFunction,
): Canary | undefined {
  return canary === undefined ? undefined : new Canary(scope, 'Canary', { ...canary, receive });
}
