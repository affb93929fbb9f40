import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ENV } from '#shared/config/env-names.ts';
import type { Use } from '../grants/use.ts';
import type { AwsApi } from '../moto/aws-api.ts';
import { type Account, asOperator } from '../stack/account.ts';
import type { Deployment } from '../stack/deploy.ts';
import { ACCOUNT, REGION } from '../stack/synth-stack.ts';
import { EventSource } from './event-source.ts';
import { Functions } from './functions.ts';
import { HttpApi } from './http-api.ts';
import { Pipe } from './pipe.ts';
import { ServicePolicies } from './policies.ts';

/** What a relay works with besides its account. */
export interface CloudOptions {
  /** The deployment as the services are to see it, should a grant be missing; the account's own when absent. */
  readonly deployment?: Deployment;
  /** Host of the stand-in robots, `127.0.0.1:port`. */
  readonly webhookHost: string;
  /** Address of the OCP that is polled. */
  readonly ocpUrl: string;
}

/** A relay in an account of moto's, with every service around it that the template asks for. */
export class Cloud {
  readonly account: Account;
  readonly operator: AwsApi;
  readonly deployment: Deployment;
  readonly policies: ServicePolicies;
  readonly ocpUrl: string;
  readonly functions: Functions;
  readonly #http: HttpApi;
  readonly #eventSources: readonly EventSource[];
  readonly #pipes: readonly Pipe[];
  #url = '';
  #taken = { byRoles: 0, byServices: 0 };

  private constructor(account: Account, options: CloudOptions) {
    const { deployment = account.deployment, webhookHost, ocpUrl } = options;
    const { operator } = account;
    this.account = account;
    this.operator = operator;
    this.deployment = deployment;
    this.ocpUrl = ocpUrl;
    this.policies = new ServicePolicies(deployment);
    this.functions = new Functions({
      deployment,
      operator,
      policies: this.policies,
      codeOf: account.stack.codeOf,
      refusal: () => account.moto.refusal.promise,
      environment: { [ENV.allowedWebhookHosts]: webhookHost },
    });
    this.#http = new HttpApi(deployment, this.functions, this.policies);
    this.#eventSources = deployment
      .idsOf('AWS::Lambda::EventSourceMapping')
      .map((id) => new EventSource(deployment, id, this.functions));
    this.#pipes = deployment.idsOf('AWS::Pipes::Pipe').map((id) => new Pipe(deployment, id, operator, this.policies));
  }

  /** Lets the services of an account work. */
  static async start(account: Account, options: CloudOptions): Promise<Cloud> {
    const cloud = new Cloud(account, options);
    cloud.#url = await cloud.#http.listen();

    return cloud;
  }

  /** Where the HTTP API listens. */
  get url(): string {
    return this.#url;
  }

  /** Lets the queues' consumers work until something holds; throws when it does not in time, or a role was refused. */
  async until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
    for (const end = performance.now() + withinMs; performance.now() < end; ) {
      const moved = await this.poll();
      this.account.moto.throwRefused();
      if (await holds()) return;
      if (moved === 0) await sleep(50);
    }
    throw new Error(`not within ${withinMs} ms: ${what}`);
  }

  /** All that roles and services asked for since this was last asked. */
  takeUses(): readonly Use[] {
    const { uses } = this.account.moto;
    const taken = [...uses.slice(this.#taken.byRoles), ...this.policies.uses.slice(this.#taken.byServices)];
    this.#taken = { byRoles: uses.length, byServices: this.policies.uses.length };

    return taken;
  }

  /** The value of a variable that the template gives its functions. */
  variable(name: string): string {
    const all = this.deployment.idsOf('AWS::Lambda::Function').map((id) => this.functions.variables(id)[name]);
    return all.find((value) => value !== undefined) ?? '';
  }

  /** A queue of the operator's on every topic of the relay's own; answers what was told since it is there. */
  async mailbox(): Promise<() => Promise<readonly string[]>> {
    const client = new SQSClient(asOperator(this.account));
    const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: `mail-${randomUUID()}` }));
    const Endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:${QueueUrl.split('/').at(-1)}`;
    for (const id of this.deployment.idsOf('AWS::SNS::Topic')) {
      const where = { TopicArn: this.deployment.nameOf(id), Endpoint, Protocol: 'sqs' };
      await this.operator.query('sns', { Action: 'Subscribe', Version: '2010-03-31', ...where });
    }

    return async () => {
      const here = `${this.operator.endpoint}${new URL(QueueUrl).pathname}`;
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: here, MaxNumberOfMessages: 10 }),
      );
      return Messages.map(({ Body = '' }) => Body);
    };
  }

  /** Lets every consumer look at its queue once, and functions take their events; answers how many there were. */
  async poll(): Promise<number> {
    const events = this.account.moto.events.splice(0);
    // Nobody waits for what comes of them.
    for (const { function: name, event } of events) await this.functions.invoke(this.functions.idOf(name), event);
    let moved = events.length;
    for (const source of this.#eventSources) moved += (await source.poll()).messages;
    for (const pipe of this.#pipes) moved += await pipe.poll();

    return moved;
  }

  async end(): Promise<void> {
    await this.#http.end();
    await this.functions.end();
  }
}
