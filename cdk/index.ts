/** What other CDK apps make a relay of: `import { AlertRelay } from 'tocsin/cdk'`. */
export { AlertRelayStack, type AlertRelayStackProps } from './alert-relay-stack.ts';
export { AlertRelay } from './constructs/alert-relay.ts';
export type { AlertRelayProps, RelayRetention } from './constructs/alert-relay-props.ts';
export type { RelayEvents } from './constructs/event-sources-props.ts';
export type { EndpointsNetwork, NatNetwork, RelayNetwork } from './constructs/network-props.ts';
