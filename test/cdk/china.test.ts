import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { AlertRelay } from '#cdk/constructs/alert-relay.ts';
import type { AlertRelayProps } from '#cdk/constructs/alert-relay-props.ts';
import { resourcesOf } from './synth-relay.ts';

/**
 * Services whose resources CloudFormation knows in both regions of aws-cn, by
 * the schemas of cfn-lint 1.58.0 for cn-north-1 and cn-northwest-1 (2026-11-21);
 * pipes also by docs.amazonaws.cn/en_us/eventbridge/latest/userguide/dual-stack.html.
 * Which runtimes and processors Lambda offers there is in neither.
 */
const SERVICES_IN_CHINA = [
  'ApiGatewayV2',
  'CloudFormation',
  'CloudWatch',
  'DynamoDB',
  'EC2',
  'Events',
  'IAM',
  'KMS',
  'Lambda',
  'Logs',
  'Pipes',
  'Route53',
  'SNS',
  'SQS',
  'SecretsManager',
];

const KINDS: readonly (readonly [string, (scope: Construct) => AlertRelayProps])[] = [
  ['with every setting at its default', () => ({})],
  ['with endpoints', () => ({ network: { kind: 'endpoints' }, proxy: 'http://192.0.2.8:3128' })],
  ['with a NAT gateway and a key', (scope) => ({ network: { kind: 'nat' }, encryptionKey: new Key(scope, 'Key') })],
];

describe.each(KINDS)('a relay %s in cn-north-1', (_, propsIn) => {
  const template = relayIn('cn-north-1', propsIn);

  it('is made only of what is there', () => {
    const services = resourcesOf(template).map(([, { Type }]) => Type.split('::')[1] ?? '');

    expect([...new Set(services)].filter((name) => name !== 'Custom' && !SERVICES_IN_CHINA.includes(name))).toEqual([]);
  });

  it('names no ARN of another partition', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/arn:aws[:-](?!cn)/);
  });
});

describe('the endpoint for SQS, which has a name of its own in China', () => {
  const network = { kind: 'endpoints' } as const;
  const nameIn = (region?: string) => {
    const endpoints = resourcesOf(
      relayIn(region, () => ({ network, proxy: 'http://192.0.2.8:3128' })),
      'AWS::EC2::VPCEndpoint',
    );
    const [sqs] = endpoints.filter(([id]) => id.startsWith('RelayNetworkSqs'));
    return sqs?.[1].Properties['ServiceName'];
  };

  it('is right in a template for one region', () => {
    expect(nameIn('cn-north-1')).toBe('cn.com.amazonaws.cn-north-1.sqs');
    expect(nameIn('us-east-1')).toBe('com.amazonaws.us-east-1.sqs');
  });

  it('is chosen at deployment in a template for any', () => {
    const name = JSON.stringify(nameIn());

    expect(name).toContain('Fn::If');
    expect(name).toContain('cn.com.amazonaws.');
  });
});

function relayIn(region: string | undefined, propsIn: (scope: Construct) => AlertRelayProps): Template {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const env = region === undefined ? {} : { env: { account: '111122223333', region } };
  const stack = new Stack(app, 'Test', env);
  new AlertRelay(stack, 'Relay', propsIn(stack));

  return Template.fromStack(stack);
}
