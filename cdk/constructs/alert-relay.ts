import { Construct } from 'constructs';
import { ENV } from '#shared/config/env-names.ts';
import type { AlertRelayProps } from './alert-relay-props.ts';
import { ApiTokens } from './api-tokens.ts';
import { type Canary, canaryFor } from './canary.ts';
import { readChannelsFile } from './channels-file.ts';
import { checkProps } from './check-props.ts';
import { type Configuration, configurationFor } from './configuration.ts';
import { wakeDirectly } from './direct-wake-ups.ts';
import { DispatchQueue } from './dispatch-queue.ts';
import { type EventSources, eventSourcesFor } from './event-sources.ts';
import { functionSettings } from './function-settings.ts';
import { domainOf, Ingress } from './ingress.ts';
import { Monitoring } from './monitoring.ts';
import { type Network, networkOf } from './network.ts';
import { type OcpPolling, ocpPollingFor } from './ocp-polling.ts';
import { OperatorHook } from './operator-hook.ts';
import { RelayFunction } from './relay-function.ts';
import { RelayKey } from './relay-key.ts';
import { RobotSecrets } from './robot-secrets.ts';
import { StateTable } from './state-table.ts';
import { Sweep } from './sweep.ts';

/** Alerts in over HTTP, out to group robots. */
export class AlertRelay extends Construct {
  /** Alerts, what is due, lanes, deliveries, channels. */
  readonly table: StateTable;
  /** The robots' webhooks and signing keys. */
  readonly robotSecrets: RobotSecrets;
  /** What callers of the API show. */
  readonly apiTokens: ApiTokens;
  /** The VPC of admin, dispatch and polling; undefined when they are in none. */
  readonly network: Network | undefined;
  /** Takes alerts in. */
  readonly receive: RelayFunction;
  /** Answers about channels, alerts and deliveries. */
  readonly admin: RelayFunction;
  /** Tells robots what is due. */
  readonly dispatch: RelayFunction;
  /** The HTTP API in front of receive and admin. */
  readonly ingress: Ingress;
  /** The queue of AWS events on their way in; undefined when none are asked for. */
  readonly events: EventSources | undefined;
  /** The wake-ups for dispatch. */
  readonly queue: DispatchQueue;
  /** The look for what is overdue. */
  readonly sweep: Sweep;
  /** The channels and sources of a file; undefined without one. */
  readonly configuration: Configuration | undefined;
  /** The reading of OCPs that can't post; undefined when the file names none. */
  readonly ocpPolling: OcpPolling | undefined;
  /** What operators subscribe to. */
  readonly operator: OperatorHook;
  /** An alert of the relay's own at fixed times; undefined when none is asked for. */
  readonly canary: Canary | undefined;
  /** Alarms and dashboard. */
  readonly monitoring: Monitoring;

  constructor(scope: Construct, id: string, props: AlertRelayProps = {}) {
    super(scope, id);
    checkProps(props);
    const { encryptionKey, logRetention } = props;
    const file = readChannelsFile(props.channelsFile);

    // What is kept.
    this.table = new StateTable(this, 'State', { encryptionKey, removalPolicy: props.removalPolicy });
    this.robotSecrets = new RobotSecrets(this, 'RobotSecrets', { encryptionKey });
    this.apiTokens = new ApiTokens(this, 'ApiTokens', { encryptionKey });

    // Who works, and where.
    this.network = networkOf(this, props, file?.file.ocpPollers ?? []);
    const settings = functionSettings(props, this.network);
    this.receive = new RelayFunction(this, 'Receive', settings.receive);
    this.admin = new RelayFunction(this, 'Admin', settings.admin);
    this.dispatch = new RelayFunction(this, 'Dispatch', settings.dispatch);

    // How alerts come in.
    this.ingress = new Ingress(this, 'Ingress', {
      receive: this.receive,
      admin: this.admin,
      domain: domainOf(props),
      logRetention,
      encryptionKey,
    });
    this.dispatch.addEnvironment(ENV.publicUrl, props.publicUrl ?? this.ingress.url);

    // What makes them go out.
    this.queue = new DispatchQueue(this, 'Queue', {
      consumerTimeout: settings.dispatch.timeout,
      maxConcurrency: props.dispatchMaxConcurrency,
      encryptionKey,
    });
    this.queue.wake(this.dispatch);
    this.sweep = new Sweep(this, 'Sweep', { dispatch: this.dispatch });

    // What a file says of them.
    this.configuration = configurationFor(this, file, settings.configure);
    this.ocpPolling = ocpPollingFor(this, this.configuration, settings.poll);

    // What of AWS comes in by itself.
    this.events = eventSourcesFor(this, {
      ...props.events,
      receive: this.receive,
      mapped: this.configuration?.file.sources ?? [],
      encryptionKey,
    });
    if (props.snsTopics?.length) this.receive.addEnvironment(ENV.snsTopics, props.snsTopics.join(','));

    // Who hears when they don't.
    this.operator = new OperatorHook(this, 'Operator', { encryptionKey });
    this.canary = canaryFor(this, props, this.receive);
    this.monitoring = new Monitoring(this, 'Monitoring', {
      ...props,
      operatorTopic: this.operator.topic,
      monitored: {
        receive: this.receive,
        admin: this.admin,
        dispatch: this.dispatch,
        api: this.ingress.api,
        wakeUpDeadLetters: this.queue.deadLetterQueue,
        operatorQueue: this.operator.queue,
        events: this.events && { queue: this.events.queue, deadLetters: this.events.deadLetterQueue },
        canary: this.canary?.rhythm,
        ocpPolling: this.ocpPolling,
      },
    });

    this.grant();
    if (this.configuration) this.grantConfigure(this.configuration.function);
    if (this.ocpPolling) this.grantPoll(this.ocpPolling.function);
    if (encryptionKey) this.grantUse(new RelayKey(this, 'Key', { key: encryptionKey }));
  }

  /** Who may do what; each grant also tells the function where. */
  private grant(): void {
    this.table.grantAdmit(this.receive);
    this.apiTokens.grantRead(this.receive);
    this.robotSecrets.grantReadSenderKeys(this.receive);
    this.queue.grantSchedule(this.receive);
    wakeDirectly(this.receive, this.dispatch);

    this.table.grantDispatch(this.dispatch);
    this.robotSecrets.grantRead(this.dispatch);
    this.queue.grantSchedule(this.dispatch);
    this.operator.grantTell(this.dispatch);

    this.table.grantAdminister(this.admin);
    this.robotSecrets.grantManage(this.admin);
    this.apiTokens.grantRead(this.admin);
    this.queue.grantSchedule(this.admin);
  }

  private grantConfigure(configure: RelayFunction): void {
    this.table.grantConfigure(configure);
    this.table.grantFollow(this.dispatch);
    this.robotSecrets.grantReadNamed(configure);
    this.queue.grantSchedule(configure);
  }

  private grantPoll(poll: RelayFunction): void {
    this.table.grantPoll(poll);
    this.robotSecrets.grantReadOcpCredentials(poll);
    this.queue.grantSchedule(poll);
  }

  private grantUse(key: RelayKey): void {
    for (const each of [this.receive, this.admin, this.dispatch]) key.grantUse(each);
    if (this.configuration) key.grantUse(this.configuration.function);
    if (this.ocpPolling) key.grantUse(this.ocpPolling.function);
  }
}
