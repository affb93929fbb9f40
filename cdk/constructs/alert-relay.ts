import { Duration, type RemovalPolicy, Token } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV } from '#shared/config/env-names.ts';
import { ApiTokens } from './api-tokens.ts';
import { DispatchQueue } from './dispatch-queue.ts';
import { Ingress } from './ingress.ts';
import { OperatorHook } from './operator-hook.ts';
import { RelayFunction, type RelayFunctionProps } from './relay-function.ts';
import { RobotSecrets } from './robot-secrets.ts';
import { StateTable } from './state-table.ts';
import { Sweep } from './sweep.ts';

/** Settings of a relay. */
export interface AlertRelayProps {
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
  /**
   * Webhook hosts (`host:port`) that need not be the vendor's, https or public: a sandbox or a gateway of your own.
   *
   * @default - none
   */
  readonly allowedWebhookHosts?: readonly string[];
  /**
   * Where people reach the relay, for the links in messages: an http or https address without query or credentials.
   *
   * @default - the HTTP API's own endpoint
   */
  readonly publicUrl?: string;
}

/** Long enough for several messages to one robot, with the pauses between them. */
const DISPATCH_TIMEOUT = Duration.minutes(1);

/** Alerts in over HTTP, out to group robots. */
export class AlertRelay extends Construct {
  /** Alerts, what is due, lanes, deliveries, channels. */
  readonly table: StateTable;
  /** The robots' webhooks and signing keys. */
  readonly robotSecrets: RobotSecrets;
  /** What callers of the API show. */
  readonly apiTokens: ApiTokens;
  /** Takes alerts in. */
  readonly receive: RelayFunction;
  /** Answers about channels, alerts and deliveries. */
  readonly admin: RelayFunction;
  /** Tells robots what is due. */
  readonly dispatch: RelayFunction;
  /** The HTTP API in front of receive and admin. */
  readonly ingress: Ingress;
  /** The wake-ups for dispatch. */
  readonly queue: DispatchQueue;
  /** What operators subscribe to. */
  readonly operator: OperatorHook;
  /** The look for what is overdue. */
  readonly sweep: Sweep;

  constructor(scope: Construct, id: string, props: AlertRelayProps = {}) {
    super(scope, id);

    this.table = new StateTable(this, 'State', { removalPolicy: props.removalPolicy });
    this.robotSecrets = new RobotSecrets(this, 'RobotSecrets');
    this.apiTokens = new ApiTokens(this, 'ApiTokens');

    this.receive = new RelayFunction(this, 'Receive', {
      ...commonOf(props),
      folder: 'receive',
      description: 'Takes alerts in and stores them for their channels.',
      reservedConcurrency: props.receiveReservedConcurrency,
    });
    this.admin = new RelayFunction(this, 'Admin', {
      ...commonOf(props),
      folder: 'admin',
      description: 'Answers about channels, alerts and deliveries.',
    });
    this.ingress = new Ingress(this, 'Ingress', { receive: this.receive, admin: this.admin });

    this.dispatch = new RelayFunction(this, 'Dispatch', {
      ...commonOf(props),
      folder: 'dispatch',
      description: 'Tells robots what is due.',
      timeout: DISPATCH_TIMEOUT,
    });
    this.dispatch.addEnvironment(ENV.publicUrl, checkedUrl(props.publicUrl ?? this.ingress.url));
    this.queue = new DispatchQueue(this, 'Queue', {
      consumerTimeout: DISPATCH_TIMEOUT,
      maxConcurrency: props.dispatchMaxConcurrency,
    });
    this.queue.wake(this.dispatch);
    this.operator = new OperatorHook(this, 'Operator');
    this.sweep = new Sweep(this, 'Sweep', { dispatch: this.dispatch });

    this.grant();
  }

  /** Who may do what; each grant also tells the function where. */
  private grant(): void {
    this.table.grantAdmit(this.receive);
    this.apiTokens.grantRead(this.receive);
    this.queue.grantSchedule(this.receive);

    this.table.grantDispatch(this.dispatch);
    this.robotSecrets.grantRead(this.dispatch);
    this.queue.grantSchedule(this.dispatch);
    this.operator.grantTell(this.dispatch);

    this.table.grantAdminister(this.admin);
    this.robotSecrets.grantManage(this.admin);
    this.apiTokens.grantRead(this.admin);
    this.queue.grantSchedule(this.admin);
  }
}

function commonOf(props: AlertRelayProps): Pick<RelayFunctionProps, 'logRetention' | 'environment'> {
  const hosts = props.allowedWebhookHosts ?? [];

  return {
    logRetention: props.logRetention,
    ...(hosts.length > 0 && { environment: { [ENV.allowedWebhookHosts]: hosts.join(',') } }),
  };
}

/** Fails at synth what the dispatcher would not use; what only deployment knows it looks at itself. */
function checkedUrl(url: string): string {
  if (!Token.isUnresolved(url) && !/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(url))
    throw new Error('publicUrl must be an http or https address without credentials, query or fragment');

  return url;
}
