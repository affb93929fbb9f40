import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, RecursiveLoop, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, Charset, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Network } from './network.ts';

/** Settings of one of the relay's functions. */
export interface RelayFunctionProps {
  /** What the function is for, as the console shows it. */
  readonly description: string;
  /** Folder under `functions/` whose `handler.ts` exports `handler`. */
  readonly folder: 'receive' | 'dispatch' | 'admin' | 'configure' | 'poll';
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
   * Whether it may be woken by what it sends itself. Lambda ends such a chain after some 16 links otherwise.
   *
   * @default false
   */
  readonly wakesItself?: boolean | undefined;
  /**
   * Environment variables beside those that the grants add.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * The VPC it works in.
   *
   * @default - none
   */
  readonly network?: Network | undefined;
  /**
   * Whether Lambda traces its invocations with X-Ray.
   *
   * @default false
   */
  readonly tracing?: boolean | undefined;
  /**
   * Encrypts its log.
   *
   * @default - a key of CloudWatch's own
   */
  readonly encryptionKey?: IKey | undefined;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The SDK looks for credentials in eight places; in Lambda they are in one. */
const CREDENTIALS_CHAIN = '@aws-sdk/credential-provider-node';
const LAMBDA_CREDENTIALS = join(ROOT, 'shared', 'adapters', 'lambda', 'credentials.ts');

/** The SDK can speak in event streams; no operation that a function calls does. */
const EVENT_STREAMS = '@smithy/core/event-streams';
const NO_EVENT_STREAMS = join(ROOT, 'shared', 'adapters', 'lambda', 'no-event-streams.ts');

/** What the parser of YAML has for Node asks for modules by `require`, which an ES module has not. Elsewhere it asks for none. */
const YAML_AS_ES_MODULE = fileURLToPath(new URL('../browser/index.js', import.meta.resolve('yaml')));

/** The engine of patterns in matchers: loaded when the first one is asked, so it lies beside the bundle instead of in it. */
const PATTERN_ENGINE = fileURLToPath(new URL('..', import.meta.resolve('re2js')));

/** Puts a package where the bundle's `require` finds it: its description, its licence, and the file that is loaded. */
function putBeside(packageFolder: string, outputDir: string): readonly string[] {
  const target = join(outputDir, 'node_modules', basename(packageFolder));
  const copied = ['package.json', 'LICENSE', join('build', 'index.cjs')];
  return [
    `mkdir -p "${join(target, 'build')}"`,
    ...copied.map((path) => `cp "${join(packageFolder, path)}" "${join(target, path)}"`),
  ];
}

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
  esbuildArgs: {
    [`--alias:${CREDENTIALS_CHAIN}`]: LAMBDA_CREDENTIALS,
    [`--alias:${EVENT_STREAMS}`]: NO_EVENT_STREAMS,
    '--alias:yaml': YAML_AS_ES_MODULE,
  },
  logLevel: LogLevel.WARNING,
  commandHooks: {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (_, outputDir) => [...putBeside(PATTERN_ENGINE, outputDir)],
  },
};

/** A handler of ours on Node 24 and arm64, with a log group of its own that expires, and a role that begins with it. */
export class RelayFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: RelayFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(props.encryptionKey && { encryptionKey: props.encryptionKey }),
    });
    super(scope, id, {
      description: props.description,
      entry: fileURLToPath(new URL(`../../functions/${props.folder}/handler.ts`, import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout ?? Duration.seconds(29),
      memorySize: props.memorySize ?? 1024,
      bundling: BUNDLING,
      // Ours, wherever the app is that makes the relay.
      projectRoot: ROOT,
      depsLockFilePath: join(ROOT, 'package-lock.json'),
      environment: { ...props.environment },
      logGroup,
      role: roleOf(scope, id, logGroup, props),
      ...(props.tracing && { tracing: Tracing.ACTIVE }),
      ...(props.wakesItself && { recursiveLoop: RecursiveLoop.ALLOW }),
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
      ...(props.network && {
        vpc: props.network.vpc,
        vpcSubnets: props.network.subnets,
        securityGroups: [...props.network.securityGroups],
      }),
    });
  }
}

/** AWS's managed policies would let a function write into every log group, so its role begins with a policy of ours. */
function roleOf(scope: Construct, id: string, logGroup: LogGroup, props: RelayFunctionProps): IRole {
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const write = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  role.addToPolicy(new PolicyStatement({ actions: write, resources: [logGroup.logGroupArn] }));
  if (props.network) role.addToPolicy(new PolicyStatement({ actions: [...NETWORK_INTERFACES], resources: ['*'] }));
  const reasons = [...(props.network ? [NETWORK_REASON] : []), ...(props.tracing ? [TRACING_REASON] : [])];
  if (reasons.length > 0)
    Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: reasons.join(' ') });

  return role;
}

const NETWORK_REASON =
  'Lambda makes and removes the network interfaces of a function in a VPC with its role. They have no name before they are made, and describing them knows no resources.';
const TRACING_REASON = 'X-Ray knows no resources for what is put into it.';

/** What Lambda asks for to put a function into a VPC (Lambda guide, "Giving Lambda functions access to a VPC"). */
const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
] as const;
