import type { AlertItem } from '../admission/alert-item.ts';
import { OWN_SOURCE } from '../notices/own-source.ts';
import { CANARY_NAME, CANARY_SOURCE } from '../receiving/canary.ts';
import type { Silence } from '../silences/silence.ts';
import { effectOf } from '../silences/silence-effect.ts';
import { coversChannel, isSilenced, mayBeSilenced } from '../silences/silence-matches.ts';
import type { Waiting } from './choose-entries.ts';
import { type Judgement, judgeHeld } from './judge-due.ts';
import { alertOf } from './told-alert.ts';

/** A silence that holds alerts back now. */
export interface ActiveSilence {
  readonly silence: Silence;
  /** When it ends, or its part of the day does, ms. */
  readonly untilMs: number;
}

/** The silences in effect that speak of one of these channels. */
export function activeSilences(
  silences: readonly Silence[],
  channels: readonly string[],
  nowMs: number,
): readonly ActiveSilence[] {
  return silences.flatMap((silence) => {
    if (!channels.some((name) => coversChannel(silence, name))) return [];
    const effect = effectOf(silence, nowMs);
    return effect.kind === 'in-effect' ? [{ silence, untilMs: effect.untilMs }] : [];
  });
}

/** Whether a waiting alert has to be read to know. Most that no silence is meant for are told from their briefs. */
export function isCandidate({ entry, brief }: Waiting, active: readonly ActiveSilence[]): boolean {
  // The canary says that alerts get through: silenced, it would say that they don't.
  if (brief.name === CANARY_NAME) return false;
  return active.some(({ silence }) => coversChannel(silence, entry.channel) && mayBeSilenced(silence, brief));
}

/**
 * What the silences in effect do with an alert. Never with what the relay has
 * to say of itself: it says that alerts don't get through.
 */
export function judgeSilenced(item: AlertItem, active: readonly ActiveSilence[]): Judgement {
  const alert = alertOf(item);
  if (alert.source === OWN_SOURCE || alert.source === CANARY_SOURCE) return { kind: 'tell' };
  const holding = active.filter(({ silence }) => coversChannel(silence, item.channel) && isSilenced(silence, alert));

  return judgeHeld(
    item,
    holding.map(({ silence, untilMs }) => ({ id: silence.id, untilMs })),
    'silenced',
  );
}
