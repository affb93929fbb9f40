import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, Charset, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Settings of one of the relay's functions. */
export interface RelayFunctionProps {
  /** What the function is for, as the console shows it. */
  readonly description: string;
  /** Folder under `functions/` whose `handler.ts` exports `handler`. */
  readonly folder: 'receive' | 'dispatch' | 'admin';
  /**
   * How long one invocation may take.
   *
   * @default Duration.seconds(29): an HTTP API gives up after 30 s, and an answer of ours says more than its own
   */
  readonly timeout?: Duration | undefined;
  /**
   * Memory in MiB; the share of a processor grows with it.
   *
   * @default 1024
   */
  readonly memorySize?: number | undefined;
  /**
   * Part of the account's concurrency that is kept for this function, and the most it may use.
   *
   * @default - none is kept and nothing limits it
   */
  readonly reservedConcurrency?: number | undefined;
  /**
   * How long its log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays | undefined;
  /**
   * Environment variables beside those that the grants add.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The SDK looks for credentials in eight places; in Lambda they are in one. */
const CREDENTIALS_CHAIN = '@aws-sdk/credential-provider-node';
const LAMBDA_CREDENTIALS = join(ROOT, 'shared', 'adapters', 'lambda', 'credentials.ts');

/**
 * One small ES module with its own SDK clients: they are fewer bytes than the
 * runtime's, load faster, and don't change under us.
 */
const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  // The messages are mostly Chinese: escaped, each character would take six bytes instead of three.
  charset: Charset.UTF8,
  bundleAwsSDK: true,
  esbuildArgs: { [`--alias:${CREDENTIALS_CHAIN}`]: LAMBDA_CREDENTIALS },
  logLevel: LogLevel.WARNING,
};

/** A handler of ours on Node 24 and arm64, with a log group of its own that expires. */
export class RelayFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: RelayFunctionProps) {
    super(scope, id, {
      description: props.description,
      entry: fileURLToPath(new URL(`../../functions/${props.folder}/handler.ts`, import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout ?? Duration.seconds(29),
      memorySize: props.memorySize ?? 1024,
      bundling: BUNDLING,
      environment: { ...props.environment },
      logGroup: new LogGroup(scope, `${id}Log`, {
        retention: props.logRetention ?? RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
  }
}
