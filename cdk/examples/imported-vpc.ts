import { type App, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AlertRelay } from 'tocsin/cdk';

/**
 * A relay beside other things in a stack of yours, in a VPC that is there: its
 * private subnets lead out through its own NAT gateways, whose addresses robots
 * already allow. Nothing is made in the VPC but a security group. A VPC without
 * endpoints or a NAT gateway gets endpoints by `network: { kind: 'endpoints' }`.
 */
export function importedVpc(app: App): Stack {
  const stack = new Stack(app, 'Platform', { env: { account: '111122223333', region: 'eu-central-1' } });

  // Vpc.fromLookup(stack, 'Vpc', { tags: { Name: 'platform' } }) finds one by its name, with credentials.
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0aaaaaaaaaaaaaaa0',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    privateSubnetIds: ['subnet-0aaaaaaaaaaaaaaa0', 'subnet-0aaaaaaaaaaaaaaa1'],
  });
  new AlertRelay(stack, 'Alerts', {
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    receiveReservedConcurrency: 50,
  });

  return stack;
}
