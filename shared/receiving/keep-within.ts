/**
 * Of what was chosen for an alert that in the channels its sender's token is
 * bound to; if there is none, all of these. An alert must not reach another
 * channel, and its sender can't mend what others chose: to refuse it would lose it.
 */
export function keepWithin<Choice>(
  within: readonly string[],
  chosen: readonly Choice[],
  all: readonly Choice[],
  channelOf: (choice: Choice) => string,
): readonly Choice[] {
  const inside = chosen.filter((choice) => within.includes(channelOf(choice)));

  return inside.length > 0 ? inside : all.filter((choice) => within.includes(channelOf(choice)));
}
