import { OWN_SOURCE } from '../notices/own-source.ts';
import { isCanary } from '../receiving/canary.ts';
import type { Silence } from '../silences/silence.ts';
import { effectOf } from '../silences/silence-effect.ts';
import { coversChannel, isSilenced, mayBeSilenced } from '../silences/silence-matches.ts';
import type { SilenceReader, SilenceTally } from '../silences/silence-store.ts';
import type { Waiting } from './choose-entries.ts';
import type { DispatchEvent } from './dispatch-ports.ts';
import type { Judge, Session } from './judge.ts';
import type { Held } from './judge-due.ts';
import { alertOf } from './told-alert.ts';

/** What judging by silences needs of the world. */
export interface SilenceJudgePorts {
  readonly silences: SilenceReader & SilenceTally;
  now(): number;
  observe(event: DispatchEvent): void;
}

/** A silence that holds alerts back now. */
interface ActiveSilence {
  readonly silence: Silence;
  /** When it ends, or its part of the day does, ms. */
  readonly untilMs: number;
}

/**
 * Holds back what silences are in effect for. While there are none for these
 * channels nothing is read but the list, every ten seconds.
 */
export function silenceJudge(ports: SilenceJudgePorts): Judge {
  return {
    reason: 'silenced',
    async open(waiting) {
      const channels = [...new Set(waiting.map(({ entry }) => entry.channel))];
      const known = activeSilences(await ports.silences.list(), channels, ports.now());
      if (!waiting.some((one) => isCandidate(one, known))) return undefined;

      return sessionOf(activeSilences(await ports.silences.listFresh(), channels, ports.now()), ports);
    },
  };
}

function sessionOf(active: readonly ActiveSilence[], ports: SilenceJudgePorts): Session {
  return {
    isCandidate: (one) => isCandidate(one, active),
    /** Never of what the relay has to say of itself: it says that alerts don't get through. */
    holdersOf(item) {
      const alert = alertOf(item);
      if (alert.source === OWN_SOURCE || isCanary(alert)) return [];
      return active.flatMap(({ silence, untilMs }) =>
        coversChannel(silence, item.channel) && isSilenced(silence, alert)
          ? [{ id: silence.id, reason: 'silenced' as const, untilMs }]
          : [],
      );
    },
    noteHeld: (held) => noteChannels(held, active, ports),
    overMeanwhile: (held) => overMeanwhile(held, ports),
    count: (held) => count(held, ports),
  };
}

/** The silences in effect that speak of one of these channels. */
function activeSilences(
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

/** Most that no silence is meant for are told from their briefs. */
function isCandidate({ entry, brief }: Waiting, active: readonly ActiveSilence[]): boolean {
  // The canary says that alerts get through: silenced, it would say that they don't.
  if (brief.isCanary) return false;
  return active.some(({ silence }) => coversChannel(silence, entry.channel) && mayBeSilenced(silence, brief));
}

async function noteChannels(
  held: readonly Held[],
  active: readonly ActiveSilence[],
  { silences }: SilenceJudgePorts,
): Promise<void> {
  for (const [by, group] of bySilence(held)) {
    const noted = active.find(({ silence }) => silence.id === by)?.silence.heldIn ?? [];
    for (const channel of new Set(group.map(({ item }) => item.channel))) {
      if (!noted.includes(channel)) await silences.noteChannel(by, channel);
    }
  }
}

/** Those put off by a silence that somebody ended in the meantime. */
async function overMeanwhile(held: readonly Held[], ports: SilenceJudgePorts): Promise<readonly Held[]> {
  const silences = await ports.silences.listFresh();
  const endOf = new Map(silences.map(({ id, endedAt }) => [id, endedAt]));

  return held.filter(({ judgement }) => {
    const endedAt = endOf.get(judgement.by);
    return judgement.kind === 'postpone' && endedAt !== undefined && endedAt < judgement.untilMs;
  });
}

/** Each alert counts once for a silence, however often it comes up: what held it last stands on it. */
async function count(held: readonly Held[], { silences, observe }: SilenceJudgePorts): Promise<void> {
  for (const [by, group] of bySilence(held)) {
    await silences.count(by, group.length);
    for (const [channel, alerts] of Map.groupBy(group, ({ item }) => item.channel)) {
      observe({ kind: 'silenced', channel, silence: by, alertCount: alerts.length });
    }
  }
}

function bySilence(held: readonly Held[]): ReadonlyMap<string, readonly Held[]> {
  return Map.groupBy(held, ({ judgement }) => judgement.by);
}
