import type { App } from 'aws-cdk-lib';
import { CfnRoute, CfnVPCPeeringConnection } from 'aws-cdk-lib/aws-ec2';
import { AlertRelayStack } from 'tocsin/cdk';

/**
 * A company whose only way out is an HTTP proxy, in another VPC. The functions
 * that speak to robots get a VPC without NAT gateway or internet gateway; it is
 * joined with the one where the proxy is. Endpoints lead to AWS: 29.20 USD a month.
 */
export function vpcWithProxy(app: App): AlertRelayStack {
  const stack = new AlertRelayStack(app, 'Alerts', {
    env: { account: '111122223333', region: 'ap-southeast-1' },
    relay: {
      proxy: 'http://10.8.0.10:3128',
      network: { kind: 'endpoints', cidr: '10.64.0.0/24' },
    },
  });

  const vpc = stack.relay.network?.vpc;
  const peering = new CfnVPCPeeringConnection(stack, 'ToTheProxy', {
    vpcId: vpc?.vpcId ?? '',
    peerVpcId: 'vpc-0aaaaaaaaaaaaaaa0',
  });
  vpc?.isolatedSubnets.forEach((subnet, n) => {
    new CfnRoute(stack, `RouteToTheProxy${n}`, {
      routeTableId: subnet.routeTable.routeTableId,
      destinationCidrBlock: '10.8.0.0/24',
      vpcPeeringConnectionId: peering.ref,
    });
  });

  return stack;
}
