import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { AwsApi } from '../moto/aws-api.ts';
import { assumeRole } from '../moto/moto-server.ts';
import { functionSettings } from '../runtime/function-settings.ts';
import { type Invocation, LambdaProcess } from '../runtime/lambda-process.ts';
import type { Deployment } from '../stack/deploy.ts';
import { REGION } from '../stack/synth-stack.ts';
import type { ServicePolicies } from './policies.ts';

const FUNCTION = z.looseObject({
  Role: z.string(),
  Environment: z.looseObject({ Variables: z.record(z.string(), z.string()) }),
  LoggingConfig: z.looseObject({ LogGroup: z.string() }),
});

/** One function at work: its process, and what its log is written with. */
interface Working {
  readonly process: LambdaProcess;
  readonly api: AwsApi;
  readonly logGroup: string;
  readonly logStream: string;
  logged: number;
}

/** What the functions' surroundings are. */
export interface FunctionsOptions {
  readonly deployment: Deployment;
  readonly policies: ServicePolicies;
  readonly operator: AwsApi;
  codeOf(s3Key: string): string;
  /** Rejects when a role is refused something: nobody has to wait for what comes of it. */
  refusal(): Promise<never>;
  /** Added to the variables of every function. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Lambda: starts functions when they are called, with their own roles, and brings what they say to their logs. */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #working = new Map<string, Promise<Working>>();
  /** What processes wrote that have ended. */
  readonly #former: string[] = [];

  constructor(options: FunctionsOptions) {
    this.#options = options;
  }

  /** The id of a function by its ARN or name. */
  idOf(arn: string): string {
    const { deployment } = this.#options;
    const found = deployment
      .idsOf('AWS::Lambda::Function')
      .find((id) => arn.split(':').at(-1) === deployment.nameOf(id));
    if (found === undefined) throw new Error(`no function ${arn}`);

    return found;
  }

  /** The variables that the template gives a function. */
  variables(id: string): Readonly<Record<string, string>> {
    return FUNCTION.parse(this.#options.deployment.propertiesOf(id)).Environment.Variables;
  }

  /** Calls a function, as whoever may. */
  async invoke(id: string, event: unknown): Promise<Invocation> {
    const working = this.#working.get(id) ?? this.#start(id);
    this.#working.set(id, working);
    const { process } = await working;
    const answer = await Promise.race([process.invoke(event), this.#options.refusal()]);
    await this.#log(await working);

    return answer;
  }

  /** Credentials of a function's role, for what the platform does with it. */
  async api(id: string): Promise<AwsApi> {
    const working = this.#working.get(id) ?? this.#start(id);
    this.#working.set(id, working);

    return (await working).api;
  }

  /** Every line that functions wrote. */
  async logLines(): Promise<readonly string[]> {
    const all = await Promise.all(this.#working.values());
    return [...this.#former, ...all.flatMap(({ process }) => process.logLines())];
  }

  /** Ends all processes; the next call starts a new one. */
  async end(): Promise<void> {
    const all = await Promise.allSettled(this.#working.values());
    this.#working.clear();
    const processes = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value.process] : []));
    await Promise.all(processes.map((process) => process.end()));
    this.#former.push(...processes.flatMap((process) => process.logLines()));
  }

  async #start(id: string): Promise<Working> {
    const { deployment, operator, policies, codeOf } = this.#options;
    const properties = deployment.propertiesOf(id);
    const settings = FUNCTION.parse(properties);
    const { s3Key, handler, timeoutSeconds, memoryMb } = functionSettings(properties);
    policies.demandTrust(roleIdOf(deployment, settings.Role), 'lambda.amazonaws.com');
    const credentials = await assumeRole(operator, settings.Role);
    const logGroup = settings.LoggingConfig.LogGroup;
    const logStream = randomUUID();
    const api = operator.as(credentials);
    await api.json('logs', 'Logs_20140328.CreateLogStream', { logGroupName: logGroup, logStreamName: logStream });
    const process = await LambdaProcess.start({
      name: deployment.nameOf(id),
      code: codeOf(s3Key),
      handler,
      timeoutSeconds,
      memoryMb,
      environment: {
        ...here(settings.Environment.Variables, operator.endpoint),
        ...this.#options.environment,
        AWS_REGION: REGION,
        AWS_ENDPOINT_URL: operator.endpoint,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
      },
    });

    return { process, api, logGroup, logStream, logged: 0 };
  }

  async #log(working: Working): Promise<void> {
    const lines = working.process.logLines().slice(working.logged);
    working.logged += lines.length;
    const logEvents = lines.map((message) => ({ timestamp: Date.now(), message }));
    const where = { logGroupName: working.logGroup, logStreamName: working.logStream };
    if (lines.length > 0) await working.api.json('logs', 'Logs_20140328.PutLogEvents', { ...where, logEvents });
  }
}

/** The id of a role by its ARN. */
export function roleIdOf(deployment: Deployment, arn: string): string {
  const found = deployment.idsOf('AWS::IAM::Role').find((id) => arn.split('/').at(-1) === deployment.nameOf(id));
  if (found === undefined) throw new Error(`no role ${arn}`);

  return found;
}

/** Queues and functions have the address of AWS's own endpoint; here they are at moto's. */
function here(variables: Readonly<Record<string, string>>, endpoint: string): Record<string, string> {
  const all = Object.entries(variables);
  return Object.fromEntries(
    all.map(([name, value]) => [name, value.replace(/^https:\/\/(sqs|lambda)\.[\w.-]+/, endpoint)]),
  );
}
