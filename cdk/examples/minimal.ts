import type { App } from 'aws-cdk-lib';
import { AlertRelayStack } from 'tocsin/cdk';

/**
 * A whole relay with every setting at its default: no VPC, keys of AWS, nothing
 * reserved. Its outputs say where to post alerts and where the first API token is.
 */
export function minimal(app: App): AlertRelayStack {
  return new AlertRelayStack(app, 'Alerts');
}
