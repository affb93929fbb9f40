import type { Brief } from '../admission/brief.ts';
import type { People } from '../alert/alert.ts';
import type { Level } from '../alert/level.ts';
import { CANARY_NAME } from '../receiving/canary.ts';
import type { Mention } from '../rendering/message.ts';
import { mentionFor, withPeople } from './mention-for.ts';
import type { Writing } from './writing.ts';

/** An alert as far as mentions are concerned. */
export interface Named {
  readonly channel: string;
  readonly name: string;
  readonly level: Level;
  /** Whom its sender wants named. */
  readonly people?: People;
}

/**
 * A channel that lends its robot names its own people: another product does not know those of the alerts' channel.
 * Beside them those whom the alerts' senders named. The canary calls nobody.
 */
export function mentionOf(firing: readonly Named[], { channels, fallback, robot }: Writing): Mention {
  const calling = firing.filter(({ name }) => name !== CANARY_NAME);
  const ofChannels =
    fallback === undefined
      ? mentionFor(channels, calling)
      : mentionFor(
          [fallback],
          calling.map(({ level }) => ({ channel: fallback.name, level })),
        );

  return withPeople(
    ofChannels,
    calling.flatMap(({ people }) => people ?? []),
    robot.product,
  );
}

/** As the brief has them, which a digest knows, and whatever became of an alert's content. */
export function peopleOf({ people }: Pick<Brief, 'people'>): { readonly people?: People } {
  return people === undefined ? {} : { people };
}

/** The channel whose canary is among what is told, if one is. */
export function canaryAmong(told: readonly Named[]): { readonly canaryOf?: string } {
  const canary = told.find(({ name }) => name === CANARY_NAME);
  return canary === undefined ? {} : { canaryOf: canary.channel };
}
