import { Duration } from 'aws-cdk-lib';
import { ENV } from '#shared/config/env-names.ts';
import type { AlertRelayProps } from './alert-relay-props.ts';
import type { Network } from './network.ts';
import type { RelayFunctionProps } from './relay-function.ts';

/** What each of the relay's functions is made with. */
export interface FunctionSettings {
  readonly receive: RelayFunctionProps;
  readonly admin: RelayFunctionProps;
  readonly dispatch: RelayFunctionProps & { readonly timeout: Duration };
  readonly configure: RelayFunctionProps;
  readonly poll: RelayFunctionProps;
}

/** The logger's own variable (Powertools for AWS Lambda, "Logger", "Setting the log level"). */
const LOG_LEVEL = 'POWERTOOLS_LOG_LEVEL';

/** Long enough for several messages to one robot, with the pauses between them. */
const DISPATCH_TIMEOUT = Duration.minutes(1);

/** It mostly waits for robots, and waiting is paid by memory (docs/decisions/0021). */
const DISPATCH_MEMORY = 448;

/** Time for 500 channels, and for an answer to CloudFormation that takes several attempts. */
const CONFIGURE_TIMEOUT = Duration.minutes(2);

/** Time for a round over an OCP that answers slowly: it asks nothing more after four of these minutes (functions/poll/compose.ts). */
const POLL_TIMEOUT = Duration.minutes(5);

/** It waits for OCP, nobody waits for it, and thousands of alarms need 165 MB (docs/decisions/0034). */
const POLL_MEMORY = 256;

/** What each function is for, and what of the relay's settings it is told. */
export function functionSettings(props: AlertRelayProps, network: Network | undefined): FunctionSettings {
  const { logRetention, encryptionKey } = props;
  const ofAll = { logRetention, encryptionKey, tracing: props.tracing, environment: environmentOf(props) };
  // Dispatch speaks to robots always, admin when it tests one, poll to OCPs.
  const ofSpeakers = { ...ofAll, network };

  return {
    receive: {
      ...ofAll,
      folder: 'receive',
      description: 'Takes alerts in and stores them for their channels.',
      reservedConcurrency: props.receiveReservedConcurrency,
    },
    admin: { ...ofSpeakers, folder: 'admin', description: 'Answers about channels, alerts and deliveries.' },
    dispatch: {
      ...ofSpeakers,
      folder: 'dispatch',
      description: 'Tells robots what is due.',
      timeout: DISPATCH_TIMEOUT,
      memorySize: DISPATCH_MEMORY,
      // A wake-up for later travels through the queue in hops of 15 minutes, each of them planned by the one before.
      wakesItself: true,
    },
    configure: {
      ...ofAll,
      folder: 'configure',
      description: 'Puts the channels and sources of a file in force.',
      timeout: CONFIGURE_TIMEOUT,
    },
    poll: {
      ...ofSpeakers,
      folder: 'poll',
      description: 'Reads OCPs that can not post.',
      timeout: POLL_TIMEOUT,
      memorySize: POLL_MEMORY,
    },
  };
}

function environmentOf({
  allowedWebhookHosts = [],
  logLevel,
  proxy,
  retention,
}: AlertRelayProps): Readonly<Record<string, string>> {
  return {
    ...(allowedWebhookHosts.length > 0 && { [ENV.allowedWebhookHosts]: allowedWebhookHosts.join(',') }),
    ...(logLevel !== undefined && { [LOG_LEVEL]: logLevel.toUpperCase() }),
    ...(proxy !== undefined && { [ENV.proxy]: proxy }),
    ...(retention?.alerts && { [ENV.keepAlertsDays]: String(retention.alerts.toDays()) }),
    ...(retention?.deliveries && { [ENV.keepDeliveriesDays]: String(retention.deliveries.toDays()) }),
  };
}
