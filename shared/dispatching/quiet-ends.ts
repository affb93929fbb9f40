import type { AlertItem } from '../admission/alert-item.ts';
import { type AlertStore, keyOf } from '../admission/alert-store.ts';
import type { Channel } from '../channels/channel.ts';
import type { Waiting } from './choose-entries.ts';
import { type Telling, whatToTell } from './what-to-tell.ts';

/** What is left to tell of alerts whose end is kept quiet, by channel and fingerprint. */
export type QuietEnds = ReadonlyMap<string, Telling>;

/** Items read at a time: their contents are looked at and let go. */
const READ_AT_ONCE = 500;

/**
 * Whether the index leaves open if there is anything to tell: people heard of
 * the alert once, its end is not told, and whether a firing before it is, only
 * the item says. Such an end is rarely due, since what is due ends with it where
 * nothing else is untold, so a digest can have those read.
 */
export function isQuietEnd({ entry, brief, channel }: Waiting): boolean {
  const isQuiet = brief.isQuietEnd === true || !channel.message.recovery;
  return brief.status === 'resolved' && entry.told !== undefined && isQuiet;
}

/** What to tell of an item in its channel. */
export function tellingIn(channel: Channel | undefined, item: AlertItem): Telling {
  return whatToTell(item, channel?.message.recovery === false ? 'not-sent' : 'sent');
}

/** Judges those whose end is kept quiet by their items. One that changed since it was seen waiting, or was told, is left out. */
function quietEndsOf(waiting: readonly Waiting[], items: readonly AlertItem[]): QuietEnds {
  const quiet = new Map(waiting.filter(isQuietEnd).map((one) => [keyOf(one.entry), one]));
  return new Map(
    items.flatMap((item) => {
      const seen = quiet.get(keyOf(item));
      const isAsSeen = item.dueAt !== undefined && item.version === seen?.entry.version;
      return isAsSeen ? [[keyOf(item), tellingIn(seen.channel, item)] as const] : [];
    }),
  );
}

/** The same of alerts whose items nobody has read yet. Where no end is kept quiet nothing is read. */
export async function readQuietEnds(waiting: readonly Waiting[], alerts: Pick<AlertStore, 'read'>): Promise<QuietEnds> {
  const quiet = waiting.filter(isQuietEnd);
  const ends = new Map<string, Telling>();
  for (let at = 0; at < quiet.length; at += READ_AT_ONCE) {
    const some = quiet.slice(at, at + READ_AT_ONCE);
    const items = await alerts.read(some.map(({ entry }) => entry));
    for (const [key, telling] of quietEndsOf(some, items)) ends.set(key, telling);
  }

  return ends;
}
