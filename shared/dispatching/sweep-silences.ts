import type { Channel } from '../channels/channel.ts';
import { type ReleaseSilencedPorts, releaseSilenced } from '../silences/release-silenced.ts';
import type { Silence } from '../silences/silence.ts';
import { effectOf } from '../silences/silence-effect.ts';
import type { SilenceReader } from '../silences/silence-store.ts';
import { WAKE_AHEAD_MS } from './hold-back.ts';
import { inParallel } from './in-parallel.ts';

/** What looking after silences needs of the world. */
export interface SweepSilencesPorts extends ReleaseSilencedPorts {
  readonly silences: Pick<SilenceReader, 'list'>;
}

/** An end this far ahead is left to the next sweep, ms: they come every minute, now and then a little late. */
const NEXT_SWEEP_MS = 90_000;

/**
 * What silences need beside what becomes of each alert: lanes are woken when
 * one ends, however far ahead that was when it began; and what one held that
 * was ended early is let go, should whoever ended it, or a dispatcher that put
 * something off in that moment, have died over it. Costs nothing without silences.
 */
export async function sweepSilences(ports: SweepSilencesPorts): Promise<void> {
  const nowMs = ports.now();
  const holding = (await ports.silences.list()).filter(({ heldIn }) => heldIn.length > 0);
  for (const silence of holding.filter((one) => wasJustEnded(one, nowMs))) await releaseSilenced(silence, ports);

  const ends = holding.flatMap((silence) => {
    const effect = effectOf(silence, nowMs);
    return effect.kind === 'in-effect' && effect.untilMs <= nowMs + NEXT_SWEEP_MS
      ? [{ silence, atMs: effect.untilMs }]
      : [];
  });
  if (ends.length === 0) return;
  const channels = await ports.channels();
  await inParallel(ends, async ({ silence, atMs }) => {
    for (const lane of lanesOf(silence, channels)) await ports.wakeUps.schedule({ lane }, atMs);
  });
}

/** For as long as a dispatcher may live that still took it for one in effect. */
function wasJustEnded({ endedAt }: Silence, nowMs: number): boolean {
  return endedAt !== undefined && endedAt > nowMs - WAKE_AHEAD_MS;
}

function lanesOf({ heldIn }: Silence, channels: readonly Channel[]): ReadonlySet<string> {
  return new Set(channels.filter(({ name }) => heldIn.includes(name)).map(({ robots }) => robots[0].webhookId));
}
