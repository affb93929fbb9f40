import type { SuppressedReason } from '../admission/admit.ts';
import { type AlertItem, type HeldBack, OVER_CAP } from '../admission/alert-item.ts';
import type { SilentEnd } from '../admission/alert-store.ts';
import { isFiringUntold } from '../admission/untold-firing.ts';
import type { Change } from '../rendering/message.ts';

const RECOVERY_OFF: SilentEnd = 'recovery-off';
/** Reasons that are the end's and not the firing's: what is due of the firing is told. */
const SILENT_ENDS: readonly string[] = [
  RECOVERY_OFF,
  'recovery-outside-window' satisfies SilentEnd,
  'closed-silent' satisfies SuppressedReason,
];

/** What a message has to say about an alert now, or why it has nothing to say. */
export type Telling =
  | { readonly kind: 'tell'; readonly change: Change }
  /** The reason is the ledger's: `told-already`, that for which its end is not told, or that for which its firing was suppressed. */
  | { readonly kind: 'nothing'; readonly reason: string };

/**
 * Compares what was told with what is now. Being made from states, never from
 * the order of events, a recovery can't overtake its firing.
 *
 * | told | now | says | where its end is kept quiet |
 * |------|-----|------|-----------------------------|
 * | –    | F   | new | |
 * | –    | R   | fired and recovered, in one line | the same |
 * | F    | F   | repeat; escalated when the level rose; fired again when the version moved otherwise | |
 * | F    | R   | recovered | nothing; fired and recovered, when it fired anew or got worse since |
 * | R    | F   | fired again | |
 * | R    | R   | fired and recovered, when the version moved | the same |
 */
export function whatToTell(item: AlertItem, recovery: 'sent' | 'not-sent'): Telling {
  const moved = item.version !== item.toldVersion;
  const quiet = quietEnd(item, recovery);
  if (isOverUnheard(item, quiet)) return { kind: 'nothing', reason: item.heldBack.reason };
  if (item.status === 'firing') return { kind: 'tell', change: firingChange(item, moved) };
  if (item.told === undefined) return untoldRecovery(item);
  if (item.told === 'resolved' && isFiringSuppressed(item)) return { kind: 'nothing', reason: item.suppressed };
  if (!moved) return { kind: 'nothing', reason: 'told-already' };
  if (quiet !== undefined && !isFiringUntold(item)) return { kind: 'nothing', reason: quiet };

  return { kind: 'tell', change: item.told === 'firing' && quiet === undefined ? 'recovered' : 'fired-and-recovered' };
}

/** Why its end by itself is not told, if so: a push rule kept it quiet when it came, or the channel does now. */
function quietEnd({ suppressed }: AlertItem, recovery: 'sent' | 'not-sent'): string | undefined {
  if (suppressed !== undefined && SILENT_ENDS.includes(suppressed)) return suppressed;
  return recovery === 'not-sent' ? RECOVERY_OFF : undefined;
}

function firingChange(item: AlertItem, moved: boolean): Change {
  if (item.told === undefined) return 'new';
  if (item.told === 'resolved') return 'refired';
  if (!moved) return 'repeat';

  return item.toldLevel !== undefined && item.level < item.toldLevel ? 'escalated' : 'refired';
}

/**
 * Nobody was to hear of a suppressed firing, so its end is no news. Without
 * recoveries it is the end that was suppressed: its firing waits to be told.
 */
function untoldRecovery(item: AlertItem): Telling {
  if (isFiringSuppressed(item)) return { kind: 'nothing', reason: item.suppressed };
  // A single version means the recovery came alone: its firing went by before us.
  return { kind: 'tell', change: item.version === 1 ? 'recovered' : 'fired-and-recovered' };
}

function isFiringSuppressed(item: AlertItem): item is AlertItem & { readonly suppressed: string } {
  return item.suppressed !== undefined && !SILENT_ENDS.includes(item.suppressed);
}

/**
 * It ended while its firing was put off: people have not heard of the one, and need not hear of the other. But what was
 * beyond the limits of a push rule is summarised, with what ended meanwhile; and of what a group may have seen, it is told.
 */
function isOverUnheard(
  item: AlertItem,
  quiet: string | undefined,
): item is AlertItem & { readonly heldBack: HeldBack } {
  const { status, told, heldBack: held, maybeShown } = item;
  if (status !== 'resolved' || held?.untilMs === undefined || held.reason === OVER_CAP) return false;
  if (quiet !== undefined) return told !== 'firing' || isFiringUntold(item);

  return told !== 'firing' && maybeShown !== true;
}
