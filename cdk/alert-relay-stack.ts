import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OUTPUTS } from '#shared/config/output-names.ts';
import { AlertRelay } from './constructs/alert-relay.ts';
import type { AlertRelayProps } from './constructs/alert-relay-props.ts';

/** Settings of the stack: those of any stack, and those of the relay in it. */
export interface AlertRelayStackProps extends StackProps {
  /**
   * Settings of the relay.
   *
   * @default - every setting of `AlertRelayProps` at its default
   */
  readonly relay?: AlertRelayProps;
}

/** One relay and what a person needs to know of it. */
export class AlertRelayStack extends Stack {
  /** Escape hatch: everything the relay is made of. */
  readonly relay: AlertRelay;

  constructor(scope: Construct, id: string, props: AlertRelayStackProps = {}) {
    super(scope, id, props);

    this.relay = new AlertRelay(this, 'Relay', props.relay);

    new CfnOutput(this, 'Endpoint', {
      description: 'Where senders post alerts and people call the API.',
      value: this.relay.ingress.url,
    });
    this.outputOf(
      'DomainTarget',
      'Where a CNAME record of the domain name has to lead.',
      this.relay.ingress.domainTarget,
    );
    this.outputOf(
      'EgressAddresses',
      'The addresses that robots see: put them on the lists of robots that allow by IP.',
      this.relay.network?.egressAddresses.join(','),
    );
    new CfnOutput(this, 'ApiTokensSecretArn', {
      description: 'The secret to read the first API tokens from.',
      value: this.relay.apiTokens.secret.secretArn,
    });
    new CfnOutput(this, OUTPUTS.secretPrefix, {
      description: 'What the names of its secrets begin with; npm run secret:put reads it.',
      value: this.relay.robotSecrets.prefix,
    });
    this.outputOf(OUTPUTS.secretKey, 'The key of secrets made at run time.', props.relay?.encryptionKey?.keyArn);
    this.outputOf(
      OUTPUTS.configurationWarnings,
      'What is odd about the configuration as this deployment found it, missing secrets above all.',
      this.relay.configuration?.warnings,
    );
    new CfnOutput(this, 'OperatorTopicArn', {
      description: 'The topic to subscribe to, to hear of alarms, dead letters, robots that need a person, and quotas.',
      value: this.relay.operator.topic.topicArn,
    });
  }

  /** An output of what only some relays have. */
  private outputOf(id: string, description: string, value: string | undefined): void {
    if (value) new CfnOutput(this, id, { description, value });
  }
}
