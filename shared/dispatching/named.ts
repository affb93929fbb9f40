import type { Brief } from '../admission/brief.ts';
import type { People } from '../alert/alert.ts';
import type { Level } from '../alert/level.ts';
import type { Mention } from '../rendering/message.ts';
import { mentionFor, withPeople } from './mention-for.ts';
import type { Writing } from './writing.ts';

/** An alert as far as mentions are concerned. */
export interface Named {
  readonly channel: string;
  readonly level: Level;
  /** Whom its sender wants named. */
  readonly people?: People;
  readonly isCanary?: boolean;
}

/**
 * A channel that lends its robot names its own people: another product does not know those of the alerts' channel.
 * Beside them those whom the alerts' senders named. The canary calls nobody.
 */
export function mentionOf(firing: readonly Named[], { channels, fallback, robot }: Writing): Mention {
  const calling = firing.filter(({ isCanary }) => isCanary !== true);
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
export function canaryAmong(told: readonly Pick<Named, 'channel' | 'isCanary'>[]): { readonly canaryOf?: string } {
  const canary = told.find(({ isCanary }) => isCanary);
  return canary === undefined ? {} : { canaryOf: canary.channel };
}
