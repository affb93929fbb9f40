import { type App, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { AlertRelay } from 'tocsin/cdk';

/**
 * A bus that is there already, onto which rules in other accounts of the
 * organisation send their alarms, Health events and findings. The relay's own
 * rules on it bring them into a queue, where they wait while the table is away.
 * Other events come in by a source of `tocsin.yaml` with `match:`, named by
 * `channelsFile`.
 */
export function existingEventBus(app: App): Stack {
  const stack = new Stack(app, 'Alerts', { env: { account: '111122223333', region: 'us-east-1' } });

  new AlertRelay(stack, 'Relay', {
    events: {
      eventBus: EventBus.fromEventBusName(stack, 'Bus', 'platform-alarms'),
      cloudWatchAlarms: true,
      health: true,
      guardDuty: true,
    },
  });

  return stack;
}
