import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { existingEventBus } from '#cdk/examples/existing-event-bus.ts';
import { importedVpc } from '#cdk/examples/imported-vpc.ts';
import { minimal } from '#cdk/examples/minimal.ts';
import { vpcWithProxy } from '#cdk/examples/vpc-with-proxy.ts';
import { resourcesOf } from './synth-relay.ts';

describe('the example', () => {
  it('minimal is a relay and nothing around it', () => {
    const template = Template.fromStack(minimal(newApp()));

    template.hasOutput('Endpoint', {});
    expect(resourcesOf(template).filter(([, { Type }]) => Type.startsWith('AWS::EC2::'))).toEqual([]);
  });

  it('vpc-with-proxy has no way out but the proxy in the other VPC', () => {
    const template = Template.fromStack(vpcWithProxy(newApp()));

    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourceCountIs('AWS::EC2::InternetGateway', 0);
    template.hasResourceProperties('AWS::EC2::Route', { DestinationCidrBlock: '10.8.0.0/24' });
  });

  it('imported-vpc makes nothing in the VPC but a security group', () => {
    const template = Template.fromStack(importedVpc(newApp()));
    const made = resourcesOf(template).filter(([, { Type }]) => Type.startsWith('AWS::EC2::'));

    expect(made.map(([, { Type }]) => Type)).toEqual(['AWS::EC2::SecurityGroup']);
  });

  it('existing-event-bus has its rules on that bus and makes none', () => {
    const template = Template.fromStack(existingEventBus(newApp()));
    const rules = resourcesOf(template, 'AWS::Events::Rule').filter(
      ([, { Properties }]) => 'EventPattern' in Properties,
    );

    template.resourceCountIs('AWS::Events::EventBus', 0);
    expect(rules.length).toBeGreaterThanOrEqual(3);
    for (const [, { Properties }] of rules) expect(Properties['EventBusName']).toBe('platform-alarms');
  });
});

function newApp(): App {
  return new App({ context: { 'aws:cdk:bundling-stacks': [] } });
}
