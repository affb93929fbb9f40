import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { AlertRelayStack } from '#cdk/alert-relay-stack.ts';
import type { AlertRelayProps } from '#cdk/constructs/alert-relay-props.ts';
import { resourceOf, resourcesOf } from './synth-relay.ts';

const PROXY = 'http://192.0.2.8:3128';

describe('without a VPC', () => {
  it('nothing of one is made', () => {
    const { template } = relayIn(() => ({}));
    const ofNetworks = resourcesOf(template).filter(([, { Type }]) => Type.startsWith('AWS::EC2::'));

    expect(ofNetworks).toEqual([]);
    template.allResourcesProperties('AWS::Lambda::Function', { VpcConfig: Match.absent() });
  });
});

describe('a VPC with endpoints', () => {
  const { template, stack } = relayIn(() => ({ network: { kind: 'endpoints' }, proxy: PROXY }));

  it('holds the functions that speak to robots, and no other', () => {
    expect(functionsInVpc(template)).toEqual(['RelayAdmin', 'RelayDispatch']);
  });

  it('has no way out but the endpoints', () => {
    for (const type of ['NatGateway', 'InternetGateway', 'EIP']) template.resourceCountIs(`AWS::EC2::${type}`, 0);
    const routes = resourcesOf(template, 'AWS::EC2::Route');
    expect(routes).toEqual([]);
  });

  it('has a gateway endpoint for DynamoDB and interface endpoints for Secrets Manager and SQS', () => {
    const endpoints = resourcesOf(template, 'AWS::EC2::VPCEndpoint').map(([, { Properties }]) => [
      /dynamodb|secretsmanager|sqs/.exec(JSON.stringify(Properties['ServiceName']))?.[0],
      Properties['VpcEndpointType'],
    ]);

    expect(Object.fromEntries(endpoints)).toEqual({
      dynamodb: 'Gateway',
      secretsmanager: 'Interface',
      sqs: 'Interface',
    });
  });

  it('lets the functions in to the endpoints, by their group', () => {
    const [group] = resourcesOf(template, 'AWS::EC2::SecurityGroup').find(([id]) =>
      id.startsWith('RelayNetworkSecurityGroup'),
    ) ?? [''];
    const sources = resourcesOf(template, 'AWS::EC2::SecurityGroupIngress').map(
      ([, { Properties }]) => Properties['SourceSecurityGroupId'],
    );

    expect(sources).toEqual([{ 'Fn::GetAtt': [group, 'GroupId'] }, { 'Fn::GetAtt': [group, 'GroupId'] }]);
  });

  it('lets out only to 443 and the proxy', () => {
    const { Properties } = resourceOf(template, 'AWS::EC2::SecurityGroup', 'RelayNetworkSecurityGroup');

    expect(Properties['SecurityGroupIngress']).toBeUndefined();
    expect(Properties['SecurityGroupEgress']).toEqual(
      [443, 3128].map((port) => expect.objectContaining({ FromPort: port, ToPort: port, IpProtocol: 'tcp' })),
    );
  });

  it('is told how to reach robots', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ TOCSIN_PROXY: PROXY }) },
      VpcConfig: Match.anyValue(),
    });
  });

  it('warns at synth when nothing leads out', () => {
    const words = Match.stringLikeRegexp('leads nowhere but to AWS');
    const blind = relayIn(() => ({ network: { kind: 'endpoints' } }));

    expect(Annotations.fromStack(blind.stack).findWarning('*', words)).toHaveLength(1);
    expect(Annotations.fromStack(stack).findWarning('*', words)).toEqual([]);
  });
});

describe('a VPC with a NAT gateway', () => {
  const { template } = relayIn(() => ({ network: { kind: 'nat' } }));

  it('has one address, which is an output', () => {
    template.resourceCountIs('AWS::EC2::EIP', 1);
    const [[eip] = ['']] = resourcesOf(template, 'AWS::EC2::EIP');

    template.hasResourceProperties('AWS::EC2::NatGateway', { AllocationId: { 'Fn::GetAtt': [eip, 'AllocationId'] } });
    template.hasOutput('EgressAddresses', { Value: { Ref: eip } });
  });

  it('reaches Secrets Manager and SQS by it, and DynamoDB by a gateway endpoint, which is free', () => {
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 1);
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' });
  });

  it('has the functions in private subnets', () => {
    const { VpcConfig } = resourceOf(template, 'AWS::Lambda::Function', 'RelayDispatch').Properties;
    const { SubnetIds } = VpcConfig as { readonly SubnetIds: readonly { readonly Ref: string }[] };
    const open = resourcesOf(template, 'AWS::EC2::Route')
      .filter(([, { Properties }]) => 'GatewayId' in Properties)
      .map(([id]) => id);

    expect(SubnetIds).toHaveLength(2);
    expect(open.filter((id) => id.includes('RelaySubnet'))).toEqual([]);
  });

  it('has an address for each gateway', () => {
    const two = relayIn(() => ({ network: { kind: 'nat', natGateways: 2 } })).template;

    two.resourceCountIs('AWS::EC2::NatGateway', 2);
    two.resourceCountIs('AWS::EC2::EIP', 2);
  });
});

describe('a VPC that was there', () => {
  it('gets nothing but a security group', () => {
    const { template } = relayIn((scope) => ({ vpc: vpcOf(scope) }));
    const made = resourcesOf(template).filter(([, { Type }]) => Type.startsWith('AWS::EC2::'));

    expect(made.map(([, { Type }]) => Type)).toEqual(['AWS::EC2::SecurityGroup']);
    expect(functionsInVpc(template)).toEqual(['RelayAdmin', 'RelayDispatch']);
  });

  it('gets nothing at all when its own group is given', () => {
    const { template } = relayIn((scope) => ({
      vpc: vpcOf(scope),
      securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-0123456789abcdef0')],
    }));

    expect(resourcesOf(template).filter(([, { Type }]) => Type.startsWith('AWS::EC2::'))).toEqual([]);
  });

  it('gets endpoints when they are asked for', () => {
    const { template } = relayIn((scope) => ({ vpc: vpcOf(scope), network: { kind: 'endpoints' } }));

    template.resourceCountIs('AWS::EC2::VPCEndpoint', 3);
    template.resourceCountIs('AWS::EC2::VPC', 0);
  });
});

describe('the role of a function in a VPC', () => {
  it('may make the interface through which it is there; receive may not', () => {
    const { template } = relayIn(() => ({ network: { kind: 'nat' } }));
    const allowed = resourcesOf(template, 'AWS::IAM::Policy')
      .filter(([, policy]) => JSON.stringify(policy).includes('ec2:CreateNetworkInterface'))
      .map(([id]) => id.replace(/Role.*/, ''));

    expect(allowed.sort()).toEqual(['RelayAdmin', 'RelayDispatch']);
  });
});

function relayIn(propsIn: (scope: Construct) => AlertRelayProps): {
  readonly template: Template;
  readonly stack: Stack;
} {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new AlertRelayStack(app, 'Test', { relay: propsIn(new Stack()) });

  return { template: Template.fromStack(stack), stack };
}

function functionsInVpc(template: Template): readonly string[] {
  return resourcesOf(template, 'AWS::Lambda::Function')
    .filter(([, { Properties }]) => 'VpcConfig' in Properties)
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))
    .sort();
}

function vpcOf(scope: Construct) {
  return Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
  });
}
