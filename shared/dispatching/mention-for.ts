import type { People } from '../alert/alert.ts';
import type { Level } from '../alert/level.ts';
import type { Channel, Product } from '../channels/channel.ts';
import { type Mention, NOBODY } from '../rendering/message.ts';

/** Who is named: the people of each channel that has a firing alert of a level it mentions for. */
export function mentionFor(
  channels: readonly Channel[],
  firing: readonly { readonly channel: string; readonly level: Level }[],
): Mention {
  const concerned = channels.filter(({ name, mention }) =>
    firing.some((alert) => alert.channel === name && mention.levels.includes(alert.level)),
  );
  if (concerned.length === 0) return NOBODY;

  return {
    mobiles: [...new Set(concerned.flatMap(({ mention }) => mention.mobiles))],
    userIds: [...new Set(concerned.flatMap(({ mention }) => mention.userIds))],
    all: concerned.some(({ mention }) => mention.all),
  };
}

/** A mention and the people senders want named; ids of another product's users name nobody here. */
export function withPeople(mention: Mention, people: readonly People[], product: Product): Mention {
  if (people.length === 0) return mention;
  const known = people.filter((one) => one.product === product);

  return {
    mobiles: [...new Set([...mention.mobiles, ...people.flatMap(({ mobiles }) => mobiles)])],
    userIds: [...new Set([...mention.userIds, ...known.flatMap(({ userIds }) => userIds)])],
    all: mention.all || people.some(({ all }) => all),
  };
}
