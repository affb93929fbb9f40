/**
 * A VPC made for the relay, or endpoints made in yours. Prices are list prices of us-east-1 for a month of 730 hours,
 * read 2026-11-21 (aws.amazon.com/vpc/pricing, aws.amazon.com/privatelink/pricing); traffic comes on top.
 */
export type RelayNetwork = EndpointsNetwork | NatNetwork;

/** What both kinds of own VPC have. */
interface OwnVpc {
  /**
   * Addresses of the VPC, in CIDR notation, /16 to /24. Choose them when the VPC is to be joined with others.
   *
   * @default '10.64.0.0/24'
   */
  readonly cidr?: string;
  /**
   * Availability zones, 1 to 3. With one, messages wait while that zone is down; alerts are taken in all the same.
   *
   * @default 2
   */
  readonly maxAzs?: number;
}

/**
 * No way out but an HTTP proxy: private subnets, a gateway endpoint for DynamoDB (free) and interface endpoints for
 * Secrets Manager and SQS, 7.30 USD each and zone: 29.20 USD with two zones, 14.60 with one.
 *
 * Without `vpc` a VPC is made as well; join it with the network where the proxy is (`relay.network.vpc`). With `vpc`
 * only the endpoints are made there: leave `network` out where it has them already.
 */
export interface EndpointsNetwork extends OwnVpc {
  readonly kind: 'endpoints';
}

/**
 * A way out by addresses of its own, for robots that allow by IP: private subnets, a NAT gateway (32.85 USD and 0.045 a
 * GB) with an Elastic IP (3.65 USD), and a gateway endpoint for DynamoDB (free): 36.50 USD with one gateway.
 */
export interface NatNetwork extends OwnVpc {
  readonly kind: 'nat';
  /**
   * NAT gateways, at most one in each zone, each with an address that robots have to allow. With one, messages wait
   * while its zone is down.
   *
   * @default 1
   */
  readonly natGateways?: number;
}
