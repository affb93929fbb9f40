import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, type RuleTargetInputProperties, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { Construct, type IDependable } from 'constructs';
import { toAsciiJson } from '#shared/config/file-property.ts';
import { type ChannelsFile, ChannelsFileError } from './channels-file.ts';
import type { Configuration } from './configuration.ts';
import { RelayFunction, type RelayFunctionProps } from './relay-function.ts';

/** An entry of `ocpPollers:`. */
type OcpPoller = ChannelsFile['file']['ocpPollers'][number];

/** What polling is made with. */
export interface OcpPollingProps {
  /** Whom to poll, and how often. */
  readonly pollers: readonly OcpPoller[];
  /** Settings of the function that does it. */
  readonly settings: RelayFunctionProps;
  /** What has to be there before the first round: the channels of the same file. */
  readonly after: IDependable;
}

/** Characters that EventBridge takes in a target's input (API reference, `Target`, read 2026-11). */
const MAX_INPUT_CHARACTERS = 8_192;

/** A late round would be the next one. */
const LATE = Duration.minutes(1);

/** OCPs that can't post, read by a function at the times the file says: a rule for each, which carries its settings. */
export class OcpPolling extends Construct {
  /** Is called with `{"poll":{…}}`. Give it what it needs before the stack is synthesised. */
  readonly function: RelayFunction;
  /** Escape hatch, in the order of the file. */
  readonly rules: readonly Rule[];
  /** From one round to the next, for the OCP that is polled least often. */
  readonly slowest: Duration;

  constructor(scope: Construct, id: string, { pollers, settings, after }: OcpPollingProps) {
    super(scope, id);
    demandInputs(pollers);

    this.function = new RelayFunction(this, 'Poll', settings);
    // A round that fails is made up for by the next; sweep.ts says what Lambda would do by itself.
    this.function.configureAsyncInvoke({ maxEventAge: LATE, retryAttempts: 0 });
    this.rules = pollers.map((poller, at) => this.rule(`Rule${at + 1}`, poller));
    for (const rule of this.rules) rule.node.addDependency(after);
    this.slowest = Duration.seconds(Math.max(...pollers.map(({ everySeconds }) => everySeconds)));
  }

  private rule(id: string, poller: OcpPoller): Rule {
    return new Rule(this, id, {
      description: 'Has an OCP polled that can not post.',
      schedule: Schedule.rate(Duration.minutes(poller.everySeconds / 60)),
      targets: [
        new FunctionTarget(this.function, {
          event: new PollInput(poller),
          maxEventAge: LATE,
          retryAttempts: 0,
        }),
      ],
    });
  }
}

/** What a rule sends. CDK's own would not be in ASCII. */
class PollInput extends RuleTargetInput {
  readonly text: string;

  constructor(poll: OcpPoller) {
    super();
    this.text = toAsciiJson({ poll });
  }

  override bind(): RuleTargetInputProperties {
    return { input: this.text };
  }
}

function demandInputs(pollers: readonly OcpPoller[]): void {
  const problems = pollers.flatMap((poller, at) => {
    const { length } = new PollInput(poller).text;
    if (length <= MAX_INPUT_CHARACTERS) return [];
    return [
      `ocpPollers[${at}] takes ${length} characters, and EventBridge brings at most ${MAX_INPUT_CHARACTERS}: name fewer channels`,
    ];
  });
  if (problems.length > 0) throw new ChannelsFileError(problems);
}

/** The polling that the file of a configuration asks for; none unless it does. */
export function ocpPollingFor(
  scope: Construct,
  configuration: Configuration | undefined,
  settings: RelayFunctionProps,
): OcpPolling | undefined {
  const pollers = configuration?.file.ocpPollers ?? [];
  return configuration === undefined || pollers.length === 0
    ? undefined
    : new OcpPolling(scope, 'OcpPolling', { pollers, settings, after: configuration });
}
