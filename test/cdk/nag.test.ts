import { fileURLToPath } from 'node:url';
import { App, Duration, type Environment, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { expect, it } from 'vitest';
import { AlertRelay } from '#cdk/constructs/alert-relay.ts';
import type { AlertRelayProps } from '#cdk/constructs/alert-relay-props.ts';

/** Relays of every kind: what one has that another does not is looked at too. */
const KINDS: readonly (readonly [string, (scope: Construct) => AlertRelayProps])[] = [
  ['with every setting at its default', () => ({})],
  ['in a VPC with endpoints and a proxy', () => ({ network: { kind: 'endpoints' }, proxy: 'http://192.0.2.8:3128' })],
  ['in a VPC with a NAT gateway', () => ({ network: { kind: 'nat' } })],
  ['in a VPC that was there', (scope) => ({ vpc: vpcOf(scope), network: { kind: 'endpoints' } })],
  [
    'that polls OCPs in a VPC, with a key of its own',
    (scope) => ({
      channelsFile: fileURLToPath(new URL('../aws/scenes/tocsin.yaml', import.meta.url)),
      network: { kind: 'nat' },
      encryptionKey: new Key(scope, 'Key', { enableKeyRotation: true }),
    }),
  ],
  ['with a key of its own', (scope) => ({ encryptionKey: new Key(scope, 'Key', { enableKeyRotation: true }) })],
  ['with traces and a canary', () => ({ tracing: true, canary: { channel: 'dba' } })],
  [
    'with events and a file',
    () => ({
      channelsFile: fileURLToPath(new URL('../../tocsin.example.yaml', import.meta.url)),
      events: { cloudWatchAlarms: true, health: true, guardDuty: true },
    }),
  ],
  [
    'with a name of its own',
    (scope) => ({
      domainName: 'alerts.example.com',
      certificate: Certificate.fromCertificateArn(
        scope,
        'Certificate',
        'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-4000-8000-000000000000',
      ),
      retention: { deliveries: Duration.days(30) },
    }),
  ],
];

it.each(KINDS)('a relay %s passes the AwsSolutions checks, each exception with its reason beside it', (_, propsIn) => {
  const stack = newStack();
  new AlertRelay(stack, 'Relay', propsIn(stack));

  expect(findingsIn(stack)).toEqual([]);
});

it('a relay for one account and region passes them too: its policies are shown another way there', () => {
  const stack = newStack({ account: '111122223333', region: 'eu-central-1' });
  new AlertRelay(stack, 'Relay');

  expect(findingsIn(stack)).toEqual([]);
});

it('the checks do find what nobody gave a reason for', () => {
  const stack = newStack();
  new Secret(stack, 'Secret');

  expect(findingsIn(stack)).toEqual(['Test/Secret/Resource: AwsSolutions-SMG4']);
});

function newStack(env: Environment = {}): Stack {
  return new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test', { env });
}

function findingsIn(stack: Stack): readonly string[] {
  return new AwsSolutionsChecks()
    .validateScope(stack)
    .violations.flatMap(({ ruleName, violatingResources = [] }) =>
      violatingResources.map(({ constructPath }) => `${constructPath}: ${ruleName}`),
    );
}

function vpcOf(scope: Construct): IVpc {
  return Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
  });
}
