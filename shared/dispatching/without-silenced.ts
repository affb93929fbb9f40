import type { AlertStore } from '../admission/alert-store.ts';
import type { SilenceReader, SilenceTally } from '../silences/silence-store.ts';
import type { Waiting } from './choose-entries.ts';
import type { DispatchEvent } from './dispatch-ports.ts';
import { type HoldBackPorts, holdBack, takeBack } from './hold-back.ts';
import type { Held } from './judge-due.ts';
import { type ActiveSilence, activeSilences, isCandidate, judgeSilenced } from './silenced.ts';

/** What judging by silences needs of the world. */
export interface SilencingPorts extends HoldBackPorts {
  readonly alerts: HoldBackPorts['alerts'] & Pick<AlertStore, 'read'>;
  readonly silences: SilenceReader & SilenceTally;
  observe(event: DispatchEvent): void;
}

/** What of the waiting may be told. */
export interface Unsilenced {
  readonly waiting: readonly Waiting[];
  /** Something was held back in vain, and is due all the same. */
  readonly lookAgain: boolean;
}

/** Items read at a time: their contents are looked at and let go. */
const READ_AT_ONCE = 500;

/**
 * Holds back what silences are in effect for. While there are none for these
 * channels nothing is read but the list, every ten seconds; else the contents
 * of those alerts whose briefs leave it open.
 *
 *   list says so ─▶ list as it is now ─▶ note channel ─▶ postpone ─▶ list as it is now
 *                                                                      └─ ended meanwhile: take back
 *   who ends it:                             ended ─▶ look in the channels noted ─▶ release
 *
 * So whichever comes first, the one or the other sees it.
 */
export async function withoutSilenced(waiting: readonly Waiting[], ports: SilencingPorts): Promise<Unsilenced> {
  const channels = [...new Set(waiting.map(({ entry }) => entry.channel))];
  const known = activeSilences(await ports.silences.list(), channels, ports.now());
  if (!waiting.some((one) => isCandidate(one, known))) return { waiting, lookAgain: false };

  const active = activeSilences(await ports.silences.listFresh(), channels, ports.now());
  const held = await judgeAll(
    waiting.filter((one) => isCandidate(one, active)),
    active,
    ports,
  );
  if (held.length === 0) return { waiting, lookAgain: false };
  await noteChannels(held, active, ports);
  const { done, changed } = await holdBack(held, ports);
  const inVain = await overMeanwhile(done, ports);
  await takeBack(inVain, ports);
  await tally(
    done.filter((one) => !inVain.includes(one)),
    ports,
  );
  const gone = new Set(held.map((one) => one.waiting));

  return {
    waiting: waiting.filter((one) => !gone.has(one)),
    lookAgain: changed.length + inVain.length > 0,
  };
}

async function judgeAll(
  candidates: readonly Waiting[],
  active: readonly ActiveSilence[],
  { alerts }: SilencingPorts,
): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (let at = 0; at < candidates.length; at += READ_AT_ONCE) {
    const some = new Map(candidates.slice(at, at + READ_AT_ONCE).map((one) => [keyOf(one.entry), one]));
    for (const item of await alerts.read([...some.values()].map(({ entry }) => entry))) {
      const waiting = some.get(keyOf(item));
      const judgement = judgeSilenced(item, active);
      if (waiting !== undefined && judgement.kind !== 'tell') held.push({ waiting, item, judgement });
    }
  }

  return held;
}

/** Before anything is held back, so that whoever ends the silence knows where to look. */
async function noteChannels(
  held: readonly Held[],
  active: readonly ActiveSilence[],
  { silences }: SilencingPorts,
): Promise<void> {
  for (const [by, group] of bySilence(held)) {
    const noted = active.find(({ silence }) => silence.id === by)?.silence.heldIn ?? [];
    for (const channel of new Set(group.map(({ item }) => item.channel))) {
      if (!noted.includes(channel)) await silences.noteChannel(by, channel);
    }
  }
}

/** Those put off by a silence that somebody ended in the meantime. */
async function overMeanwhile(done: readonly Held[], ports: SilencingPorts): Promise<readonly Held[]> {
  const silences = await ports.silences.listFresh();
  const endOf = new Map(silences.map(({ id, endedAt }) => [id, endedAt]));

  return done.filter(({ judgement }) => {
    const endedAt = endOf.get(judgement.by);
    return judgement.kind === 'postpone' && endedAt !== undefined && endedAt < judgement.untilMs;
  });
}

/** Each alert counts once for a silence, however often it comes up: what held it last stands on it. */
async function tally(held: readonly Held[], { silences, observe }: SilencingPorts): Promise<void> {
  for (const [by, group] of bySilence(held)) {
    const fresh = group.filter(({ item }) => item.heldBack?.by !== by);
    if (fresh.length > 0) await silences.count(by, fresh.length);
    for (const [channel, alerts] of Map.groupBy(fresh, ({ item }) => item.channel)) {
      observe({ kind: 'silenced', channel, silence: by, alertCount: alerts.length });
    }
  }
}

function bySilence(held: readonly Held[]): ReadonlyMap<string, readonly Held[]> {
  return Map.groupBy(held, ({ judgement }) => judgement.by);
}

function keyOf({ channel, fingerprint }: { readonly channel: string; readonly fingerprint: string }): string {
  return `${channel}/${fingerprint}`;
}
