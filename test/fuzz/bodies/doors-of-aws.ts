import { replaceAt } from '#test/builders/mutate-json.ts';
import { CERTIFICATE_URL, TOPIC } from '#test/builders/sns.ts';
import type { Random } from '#test/simulation/random.ts';
import { drawValue } from './anything.ts';
import { drawBody } from './draw-body.ts';
import { SHIP_EVENTS, samplesOf } from './samples.ts';
import type { Door } from './sending.ts';

/** Types of messages, most of them alarms. */
const TYPES = [
  'Notification',
  'Notification',
  'Notification',
  'SubscriptionConfirmation',
  'UnsubscribeConfirmation',
] as const;

/** A message as SNS posts it: rightly signed whatever is in it, or changed after that. */
export const SNS_DOOR: Door = {
  ...{ name: 'Amazon SNS', route: 'postAlertsOfSource', weight: 5 },
  draw(random, world) {
    const message = drawBody(random, { samples: samplesOf('cloudwatch'), secrets: world.secrets });
    const signed = world.sign(fieldsOf(random, Buffer.from(message).toString(), world.nowMs), random.pick(['1', '2']));
    const sent = random.chance(0.2)
      ? replaceAt(signed, drawValue(random, world.secrets), random.between(0, 1e6))
      : signed;
    const path = random.pick(['/v1/alerts/cloudwatch', '/v1/alerts/cloudwatch?source=sns', '/v1/alerts/ships']);
    return { path, body: Buffer.from(JSON.stringify(sent)) };
  },
};

function fieldsOf(random: Random, Message: string, nowMs: number): Record<string, string> {
  const Type = random.pick(TYPES);
  const TopicArn = random.chance(0.05) ? `${TOPIC}-of-others` : TOPIC;
  const Timestamp = new Date(nowMs - (random.chance(0.05) ? 86_400_000 : 1_000)).toISOString();
  const SigningCertURL = random.chance(0.03) ? 'https://evil.example/x.pem' : CERTIFICATE_URL;
  if (Type === 'Notification') return { Type, TopicArn, Timestamp, Message, SigningCertURL };

  const SubscribeURL = random.chance(0.1)
    ? 'https://evil.example/'
    : `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TopicArn}&Token=fake`;
  return { Type, TopicArn, Timestamp, Message: 'x', Token: 'fake', SubscribeURL, SigningCertURL };
}

/** A record of the queue of events, or what calls the function itself: nothing of it may be lost, whatever it is. */
function eventDoor(via: 'queue' | 'direct'): Door {
  return {
    ...{ name: via === 'queue' ? 'events of the queue' : 'events, directly', route: 'events', weight: 4 },
    draw(random, { secrets }) {
      const samples = random.chance(0.2) ? SHIP_EVENTS : samplesOf('cloudwatch');
      return { path: '', via, body: drawBody(random, { samples, secrets }) };
    },
  };
}

/** What AWS itself brings. */
export const EVENT_DOORS: readonly Door[] = [eventDoor('queue'), eventDoor('direct')];
