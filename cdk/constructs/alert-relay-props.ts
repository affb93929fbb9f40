import type { RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** Settings of a relay. Every one has a default: `new AlertRelay(this, 'Relay')` is a whole relay. */
export interface AlertRelayProps {
  /**
   * Path of the `tocsin.yaml` whose channels and sources are set up with every deployment. It is read and judged at
   * synth; its secrets are references, which are resolved at run time.
   *
   * @default - none: channels are made over the API
   */
  readonly channelsFile?: string;
  /**
   * Where people reach the relay, for the links in messages: an http or https address without query or credentials.
   *
   * @default - the HTTP API's own endpoint
   */
  readonly publicUrl?: string;
  /**
   * Webhook hosts (`host:port`) that need not be the vendor's, https or public: a sandbox or a gateway of your own.
   *
   * @default - none
   */
  readonly allowedWebhookHosts?: readonly string[];
  /**
   * Where the alarms about the relay itself go.
   *
   * @default - the topic that operators are told on, `relay.operator.topic`
   */
  readonly alarmsTopic?: ITopic;
  /**
   * What becomes of the table when the relay is removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Part of the account's concurrency kept for taking alerts in, so that nothing else in the account can make senders
   * wait. It is also the most that receiving may use. A new account has too little to keep any.
   *
   * @default - none is kept and nothing limits it
   */
  readonly receiveReservedConcurrency?: number;
  /**
   * How many dispatchers may work at once, 2 to 1,000.
   *
   * @default 10
   */
  readonly dispatchMaxConcurrency?: number;
  /**
   * How long the functions' logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
}
