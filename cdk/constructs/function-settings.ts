import { Duration, Token } from 'aws-cdk-lib';
import { ENV } from '#shared/config/env-names.ts';
import type { AlertRelayProps } from './alert-relay-props.ts';
import type { RelayFunctionProps } from './relay-function.ts';

/** What each of the relay's functions is made with. */
export interface FunctionSettings {
  readonly receive: RelayFunctionProps;
  readonly admin: RelayFunctionProps;
  readonly dispatch: RelayFunctionProps & { readonly timeout: Duration };
}

/** Long enough for several messages to one robot, with the pauses between them. */
const DISPATCH_TIMEOUT = Duration.minutes(1);

/** What each function is for, and what of the relay's settings it is told. */
export function functionSettings(props: AlertRelayProps): FunctionSettings {
  const hosts = props.allowedWebhookHosts ?? [];
  const ofAll = {
    logRetention: props.logRetention,
    ...(hosts.length > 0 && { environment: { [ENV.allowedWebhookHosts]: hosts.join(',') } }),
  };

  return {
    receive: {
      ...ofAll,
      folder: 'receive',
      description: 'Takes alerts in and stores them for their channels.',
      reservedConcurrency: props.receiveReservedConcurrency,
    },
    admin: { ...ofAll, folder: 'admin', description: 'Answers about channels, alerts and deliveries.' },
    dispatch: { ...ofAll, folder: 'dispatch', description: 'Tells robots what is due.', timeout: DISPATCH_TIMEOUT },
  };
}

/** Fails at synth what the dispatcher would not use; what only deployment knows it looks at itself. */
export function checkedUrl(url: string): string {
  if (!Token.isUnresolved(url) && !/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(url))
    throw new Error('publicUrl must be an http or https address without credentials, query or fragment');

  return url;
}
