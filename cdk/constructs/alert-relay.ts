import { Construct } from 'constructs';
import { ENV } from '#shared/config/env-names.ts';
import type { AlertRelayProps } from './alert-relay-props.ts';
import { ApiTokens } from './api-tokens.ts';
import { DispatchQueue } from './dispatch-queue.ts';
import { checkedUrl, functionSettings } from './function-settings.ts';
import { Ingress } from './ingress.ts';
import { OperatorHook } from './operator-hook.ts';
import { RelayFunction } from './relay-function.ts';
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
  /** The look for what is overdue. */
  readonly sweep: Sweep;
  /** What operators subscribe to. */
  readonly operator: OperatorHook;

  constructor(scope: Construct, id: string, props: AlertRelayProps = {}) {
    super(scope, id);
    const settings = functionSettings(props);

    // What is kept.
    this.table = new StateTable(this, 'State', { removalPolicy: props.removalPolicy });
    this.robotSecrets = new RobotSecrets(this, 'RobotSecrets');
    this.apiTokens = new ApiTokens(this, 'ApiTokens');

    // Who works.
    this.receive = new RelayFunction(this, 'Receive', settings.receive);
    this.admin = new RelayFunction(this, 'Admin', settings.admin);
    this.dispatch = new RelayFunction(this, 'Dispatch', settings.dispatch);

    // How alerts come in.
    this.ingress = new Ingress(this, 'Ingress', { receive: this.receive, admin: this.admin });
    this.dispatch.addEnvironment(ENV.publicUrl, checkedUrl(props.publicUrl ?? this.ingress.url));

    // What makes them go out.
    this.queue = new DispatchQueue(this, 'Queue', {
      consumerTimeout: settings.dispatch.timeout,
      maxConcurrency: props.dispatchMaxConcurrency,
    });
    this.queue.wake(this.dispatch);
    this.sweep = new Sweep(this, 'Sweep', { dispatch: this.dispatch });

    // Who hears when they don't.
    this.operator = new OperatorHook(this, 'Operator');

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
