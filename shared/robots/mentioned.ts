import type { Mention } from '../rendering/message.ts';

/** The people of a mention, each once and at most `limit` of them, mobiles first. */
export function mentioned(mention: Mention, limit: number): Mention {
  const mobiles = [...new Set(mention.mobiles)].slice(0, limit);
  const userIds = [...new Set(mention.userIds)].slice(0, limit - mobiles.length);

  return { mobiles, userIds, all: mention.all };
}

/** Whether a mention names nobody. */
export function namesNobody(mention: Mention): boolean {
  return mention.mobiles.length === 0 && mention.userIds.length === 0 && !mention.all;
}
