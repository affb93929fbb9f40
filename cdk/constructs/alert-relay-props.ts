import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { RelayEvents } from './event-sources-props.ts';
import type { OperationProps } from './monitoring-props.ts';
import type { RelayNetwork } from './network-props.ts';

/**
 * Settings of a relay. Every one has a default: `new AlertRelay(this, 'Relay')` is a whole relay. Settings that do not
 * fit fail at synth, all at once, and say what to do.
 */
export interface AlertRelayProps extends OperationProps {
  /**
   * Path of the `tocsin.yaml` whose channels and sources are set up with every deployment. It is read and judged at
   * synth; its secrets are references, which are resolved at run time.
   *
   * @default - none: channels are made over the API
   */
  readonly channelsFile?: string;

  /**
   * Which events of AWS come in by themselves: CloudWatch alarms, Health, GuardDuty, SNS topics of this account. Sources
   * of `channelsFile` with a pattern add their own.
   *
   * @default - none: nothing is made for them
   */
  readonly events?: RelayEvents;
  /**
   * ARNs of topics, of any account, that may post alarms to `/v1/alerts/cloudwatch`; `*` stands for any characters of a
   * part. Their subscriptions are confirmed, and what they post is checked by its signature.
   *
   * @default - none: what claims to come from SNS is refused
   */
  readonly snsTopics?: readonly string[];

  /**
   * Name under which senders and people reach the relay, for example `alerts.example.com`. Needs `certificate`.
   *
   * @default - the HTTP API's own name
   */
  readonly domainName?: string;
  /**
   * Certificate for `domainName`, of ACM in the stack's region.
   *
   * @default - none
   */
  readonly certificate?: ICertificate;
  /**
   * Zone in which `domainName` is made to lead to the API.
   *
   * @default - none: lead the name to `relay.ingress.domainTarget` by a CNAME record of your own
   */
  readonly hostedZone?: IHostedZone;
  /**
   * Where people reach the relay, for the links in messages, when that is elsewhere than where senders do: an http or
   * https address without query or credentials, of at most 300 characters.
   *
   * @default - `domainName`, or the HTTP API's own endpoint
   */
  readonly publicUrl?: string;

  /**
   * HTTP proxy, `http://host:port`, for channels that name none. Without credentials, which would stand in the
   * template: a channel's own proxy may have them, as a secret.
   *
   * @default - none: such channels are reached directly
   */
  readonly proxy?: string;
  /**
   * A VPC made for the functions that speak to robots, with no way out but a proxy or with an address that robots can
   * allow; or endpoints made in `vpc`. It costs 14.60 to 36.50 USD a month, see `RelayNetwork`.
   *
   * @default - none is made: without `vpc` the functions are in no VPC, which is free, and robots see addresses of AWS
   */
  readonly network?: RelayNetwork;
  /**
   * VPC that is there already, for the functions that speak to robots. Nothing is made in it but a security group, and
   * the endpoints if `network` asks for them. DynamoDB, Secrets Manager and SQS must be within reach.
   *
   * @default - none, or the one that `network` makes
   */
  readonly vpc?: IVpc;
  /**
   * Subnets of `vpc`.
   *
   * @default - its private subnets
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * Security groups of the functions in `vpc`.
   *
   * @default - one that lets nothing in, and out only to 443 and the ports of `proxy`, `allowedWebhookHosts` and the file's OCPs
   */
  readonly securityGroups?: readonly ISecurityGroup[];
  /**
   * Webhook hosts (`host:port`) that need not be the vendor's, https or public: a sandbox or a gateway of your own.
   *
   * @default - none
   */
  readonly allowedWebhookHosts?: readonly string[];

  /**
   * How long the table keeps what is over, in whole days. What still waits is kept however long that takes.
   *
   * @default - alerts 30 days after they were last told, deliveries 90 days
   */
  readonly retention?: RelayRetention;
  /**
   * How long logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * What becomes of the table when the relay is removed; it holds alerts that are still to be told. Queues, logs and the
   * first API tokens always go with the relay, robots' secrets always stay: they are made at run time.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE: kept, unless the very first deployment fails; then it is still empty
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * KMS key for the table, queues, topics, secrets and logs. A key of this app gets the policy it needs; one from
   * elsewhere must let the services in (cdk/README.md). A key costs 1 USD a month, and its uses 0.03 USD per 10,000.
   *
   * @default - keys of AWS, which are free
   */
  readonly encryptionKey?: IKey;

  /**
   * Part of the account's concurrency kept for taking alerts in, so that nothing else in the account can make senders
   * wait. It is also the most that receiving may use. A new account has too little to keep any.
   *
   * @default - none is kept and nothing limits it
   */
  readonly receiveReservedConcurrency?: number;
  /**
   * How many dispatchers may work at once for the queue of wake-ups, 2 to 1,000. While it is calm receive wakes a
   * dispatcher without it, twice a second and process at most; what comes faster waits here.
   *
   * @default 10
   */
  readonly dispatchMaxConcurrency?: number;
}

/** How long what is over is kept, in whole days. */
export interface RelayRetention {
  /**
   * An alert, after it was last told.
   *
   * @default Duration.days(30)
   */
  readonly alerts?: Duration;
  /**
   * A delivery: what was sent, and what the robot answered.
   *
   * @default Duration.days(90)
   */
  readonly deliveries?: Duration;
}
