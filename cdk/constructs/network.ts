import { Annotations, Aws, CfnCondition, Fn, Stack, Token, Validations } from 'aws-cdk-lib';
import {
  CfnEIP,
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  type IInterfaceVpcEndpointService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  InterfaceVpcEndpointService,
  IpAddresses,
  type ISecurityGroup,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  type SubnetSelection,
  SubnetType,
  Vpc,
  type VpcProps,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { AlertRelayProps } from './alert-relay-props.ts';
import type { EndpointsNetwork, NatNetwork, RelayNetwork } from './network-props.ts';

/** Settings of the network. */
export interface NetworkProps {
  /** What is to be made. */
  readonly network: RelayNetwork | undefined;
  /** A VPC that is there already. */
  readonly vpc: IVpc | undefined;
  /** Which of its subnets. */
  readonly vpcSubnets: SubnetSelection | undefined;
  /** Those of the functions. */
  readonly securityGroups: readonly ISecurityGroup[] | undefined;
  /** TCP ports that lead out beside 443: the proxy's, those of exempt webhook hosts and of OCPs. */
  readonly ports: readonly number[];
  /** Whether channels that name no proxy have one. */
  readonly hasProxy: boolean;
}

const ALL = '0.0.0.0/0';

/**
 * The network that a relay's settings ask for; none unless they do. It leads to
 * the proxy, to exempt webhook hosts, and to the addresses of what is polled.
 */
export function networkOf(
  scope: Construct,
  props: AlertRelayProps,
  polled: readonly { readonly url: string }[],
): Network | undefined {
  const { network, vpc, vpcSubnets, securityGroups, proxy, allowedWebhookHosts = [] } = props;
  if (network === undefined && vpc === undefined) return undefined;
  const given = [...(proxy === undefined ? [] : [proxy]), ...allowedWebhookHosts];
  const ports = given.flatMap((address) => /:(?<port>\d+)\/?$/.exec(address)?.groups?.['port'] ?? []).map(Number);
  const polledPorts = polled.map(({ url }) => portOf(new URL(url)));

  return new Network(scope, 'Network', {
    network,
    vpc,
    vpcSubnets,
    securityGroups,
    ports: [...ports, ...polledPorts],
    hasProxy: proxy !== undefined,
  });
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'http:' ? 80 : 443;
}

/**
 * The VPC in which dispatch, admin and poll work: they speak to robots and OCPs,
 * and only they need a proxy, an address that robots know, or a way to a private
 * network. Receive and the custom resources stay outside. Logs and metrics do not come this way: Lambda takes
 * them from the function itself, so no endpoint for them is needed.
 */
export class Network extends Construct {
  /** Escape hatch: peering, a transit gateway, flow logs. */
  readonly vpc: IVpc;
  /** Where the functions are. */
  readonly subnets: SubnetSelection;
  /** Those of the functions. */
  readonly securityGroups: readonly ISecurityGroup[];
  /** The addresses that robots see, one for each NAT gateway made here: put them on their lists. */
  readonly egressAddresses: readonly string[] = [];

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { network } = props;

    if (props.vpc !== undefined) {
      this.vpc = props.vpc;
      this.subnets = props.vpcSubnets ?? {};
    } else {
      const addresses = network?.kind === 'nat' ? this.elasticIps(network) : [];
      this.egressAddresses = addresses.map((address) => address.ref);
      this.vpc = network?.kind === 'nat' ? this.vpcWithNat(network, addresses) : this.vpcWithoutWayOut(network);
      this.subnets = { subnetGroupName: 'Relay' };
      if (network?.kind === 'endpoints' && !props.hasProxy) this.warnOfNoWayOut();
    }
    this.securityGroups = props.securityGroups ?? [this.outwardOnly(props.ports)];

    if (network === undefined) return;
    this.addDynamoDb();
    // A NAT gateway leads to the others as well, for the price of the bytes.
    if (network.kind === 'endpoints') this.addInterfaceEndpoints();
  }

  private elasticIps({ natGateways = 1 }: NatNetwork): readonly CfnEIP[] {
    return Array.from({ length: natGateways }, (_, n) => new CfnEIP(this, `Egress${n + 1}`, { domain: 'vpc' }));
  }

  private vpcWithNat(network: NatNetwork, addresses: readonly CfnEIP[]): IVpc {
    return this.ownVpc(network, {
      natGateways: addresses.length,
      natGatewayProvider: NatProvider.gateway({
        eipAllocationIds: addresses.map(({ attrAllocationId }) => attrAllocationId),
      }),
      subnetConfiguration: [
        { name: 'Relay', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 26 },
        { name: 'Egress', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
      ],
    });
  }

  private vpcWithoutWayOut(network: EndpointsNetwork | undefined): IVpc {
    return this.ownVpc(network, {
      natGateways: 0,
      subnetConfiguration: [{ name: 'Relay', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
    });
  }

  private ownVpc(network: RelayNetwork | undefined, rest: VpcProps): IVpc {
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(network?.cidr ?? '10.64.0.0/24'),
      maxAzs: network?.maxAzs ?? 2,
      // It would take a function of its own to empty a group that nothing uses.
      restrictDefaultSecurityGroup: false,
      ...rest,
    });
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions-VPC7',
      reason:
        'Functions call out from here and nothing can call in; each message they send is in the ledger of deliveries. Flow logs cost by the GB: relay.network.vpc.addFlowLog() turns them on.',
    });
    // The library's class and its interface disagree on whether undefined may be said, where that makes a difference.
    return vpc as IVpc;
  }

  private warnOfNoWayOut(): void {
    Annotations.of(this).addWarningV2(
      'tocsin:no-way-out',
      "network { kind: 'endpoints' } leads nowhere but to AWS: give the relay a proxy, or each channel one of its own, " +
        "or choose network { kind: 'nat' }",
    );
  }

  private outwardOnly(ports: readonly number[]): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: this.vpc,
      description: 'Functions of Tocsin that speak to robots: out, never in.',
      allowAllOutbound: false,
    });
    for (const port of [...new Set([443, ...ports])].toSorted((a, b) => a - b)) {
      group.addEgressRule(Peer.ipv4(ALL), Port.tcp(port), 'to robots, proxies and endpoints');
    }
    return group;
  }

  private addDynamoDb(): void {
    new GatewayVpcEndpoint(this, 'DynamoDb', {
      vpc: this.vpc,
      service: GatewayVpcEndpointAwsService.DYNAMODB,
      subnets: [this.subnets],
    });
  }

  private addInterfaceEndpoints(): void {
    const services = {
      SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      Sqs: this.sqsService(),
    } satisfies Readonly<Record<string, IInterfaceVpcEndpointService>>;

    for (const [id, service] of Object.entries(services)) {
      const endpoint = new InterfaceVpcEndpoint(this, id, {
        vpc: this.vpc,
        service,
        subnets: this.subnets,
        privateDnsEnabled: true,
        open: false,
      });
      for (const group of this.securityGroups) endpoint.connections.allowFrom(group, Port.tcp(443));
    }
  }

  /** China's regions have another name for it, which a template for any region has to choose by itself. */
  private sqsService(): IInterfaceVpcEndpointService {
    if (!Token.isUnresolved(Stack.of(this).region)) return InterfaceVpcEndpointAwsService.SQS;
    const inChina = new CfnCondition(this, 'InChina', { expression: Fn.conditionEquals(Aws.PARTITION, 'aws-cn') });
    const name = (prefix: string) => `${prefix}.${Aws.REGION}.sqs`;
    const chosen = Fn.conditionIf(inChina.logicalId, name('cn.com.amazonaws'), name('com.amazonaws'));

    return new InterfaceVpcEndpointService(chosen.toString(), 443);
  }
}
