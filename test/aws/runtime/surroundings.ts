import { ENV } from '#shared/config/env-names.ts';
import { type SecretsManagerStandIn, startSecretsManager } from '#test/contract/secrets-manager-stand-in.ts';
import { type DynaliteTable, startDynalite } from '#test/fixtures/dynalite.ts';
import { type EventsStandIn, startEvents } from '#test/functions/events-stand-in.ts';
import { type SqsStandIn, startSqs } from '#test/functions/sqs-stand-in.ts';
import { REGION, type SynthesisedStack } from '../stack/synth-stack.ts';
import { ofType } from '../stack/template.ts';
import { functionSettings } from './function-settings.ts';
import { LambdaProcess } from './lambda-process.ts';

/** What the functions call, each a stand-in on loopback. */
export interface Surroundings {
  readonly table: DynaliteTable;
  readonly secrets: SecretsManagerStandIn;
  readonly queues: SqsStandIn;
  /** Lambda, for events that one function has for another. */
  readonly events: EventsStandIn;
  /** The variables of every function: the template's names, with these stand-ins behind them. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The first API tokens. */
export const TOKENS = {
  admin: 'fake-admin-token-of-the-runtime-suite',
  ingest: 'fake-ingest-token-of-the-runtime-suite',
};

/** Starts the stand-ins. */
export async function startSurroundings(): Promise<Surroundings> {
  const [table, secrets, queues, events] = await Promise.all([
    startDynalite(),
    startSecretsManager(),
    startSqs(),
    startEvents(),
  ]);
  secrets.secrets.set('tokens', JSON.stringify(TOKENS));

  return {
    table,
    secrets,
    queues,
    events,
    environment: {
      [ENV.tableName]: table.tableName,
      [ENV.apiTokensSecret]: 'tokens',
      [ENV.secretPrefix]: 'tocsin/test/',
      [ENV.wakeUpQueueUrl]: `${queues.endpoint}/111122223333/wake-ups`,
      [ENV.dispatcherUrl]: `${events.endpoint}/2015-03-31/functions/dispatch/invocations`,
      [ENV.operatorQueueUrl]: `${queues.endpoint}/111122223333/operators`,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'fake-access-key',
      AWS_SECRET_ACCESS_KEY: 'fake-secret-key',
      AWS_SESSION_TOKEN: 'fake-session-token',
      AWS_ENDPOINT_URL_DYNAMODB: await endpointOf(table.client.config.endpoint),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: await endpointOf(secrets.client.config.endpoint),
      AWS_ENDPOINT_URL_SQS: queues.endpoint,
    },
    async stop() {
      await Promise.all([table.stop(), secrets.stop(), queues.stop(), events.stop()]);
    },
  };
}

/** Starts the function whose logical id begins so, with the variables that its template gives it and no others. */
export function startFunction(
  stack: SynthesisedStack,
  prefix: string,
  environment: Readonly<Record<string, string>>,
): Promise<LambdaProcess> {
  const found = ofType(stack.template, 'AWS::Lambda::Function').find(([id]) => id.startsWith(prefix));
  if (found === undefined) throw new Error(`the template has no function ${prefix}…`);
  const [id, { Properties }] = found;
  const settings = functionSettings(Properties);
  const isGiven = (name: string) => name.startsWith('AWS_') || name in settings.variables;

  return LambdaProcess.start({
    name: id,
    code: stack.codeOf(settings.s3Key),
    handler: settings.handler,
    timeoutSeconds: settings.timeoutSeconds,
    memoryMb: settings.memoryMb,
    environment: Object.fromEntries(Object.entries(environment).filter(([name]) => isGiven(name))),
  });
}

interface Endpoint {
  readonly hostname: string;
  readonly port?: number | undefined;
}

async function endpointOf(endpoint: (() => Promise<Endpoint>) | undefined): Promise<string> {
  const found = await endpoint?.();
  return `http://${found?.hostname}:${found?.port}`;
}
