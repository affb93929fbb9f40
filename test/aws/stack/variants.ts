import { fileURLToPath } from 'node:url';
import { type App, Duration, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertRelayStack } from '#cdk/alert-relay-stack.ts';
import { AlertRelay } from '#cdk/constructs/alert-relay.ts';
import type { AlertRelayProps } from '#cdk/constructs/alert-relay-props.ts';

/** What `npm run deploy` deploys. */
export function plainRelay(app: App): Stack {
  return new AlertRelayStack(app, 'Tocsin');
}

/** A relay with everything that asks for a permission: a file of channels and sources, events, a topic, a canary. */
export function wholeRelay(app: App): Stack {
  return relayIn(app, withAllParts);
}

/** The same with a key of its own for all that it keeps. */
export function encryptedRelay(app: App): Stack {
  return relayIn(app, (stack) => ({
    ...withAllParts(stack),
    encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
  }));
}

/** A relay in a VPC with an address of its own. */
export function relayBehindNat(app: App): Stack {
  return relayIn(app, () => ({ network: { kind: 'nat' }, tracing: true }));
}

/** A relay with a name of its own, and what else can be set. */
export function namedRelay(app: App): Stack {
  return relayIn(app, (stack) => ({
    domainName: 'alerts.example.com',
    certificate: Certificate.fromCertificateArn(
      stack,
      'Certificate',
      'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-4000-8000-000000000000',
    ),
    hostedZone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0', zoneName: 'example.com' }),
    network: { kind: 'endpoints' },
    proxy: 'http://192.0.2.8:3128',
    retention: { alerts: Duration.days(7), deliveries: Duration.days(30) },
    receiveReservedConcurrency: 50,
    snsTopics: ['arn:aws:sns:*:444455556666:alarms'],
    events: { health: true, allowedAccounts: ['444455556666'] },
    logLevel: 'warn',
  }));
}

function withAllParts(stack: Stack): AlertRelayProps {
  return {
    channelsFile: fileURLToPath(new URL('../scenes/tocsin.yaml', import.meta.url)),
    events: { cloudWatchAlarms: true, health: true, guardDuty: true, topics: [new Topic(stack, 'Alarms')] },
    canary: { channel: 'of-the-file' },
  };
}

function relayIn(app: App, propsIn: (stack: Stack) => AlertRelayProps): Stack {
  const stack = new Stack(app, 'Tocsin');
  new AlertRelay(stack, 'Relay', propsIn(stack));

  return stack;
}
