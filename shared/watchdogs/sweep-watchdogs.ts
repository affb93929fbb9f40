import type { Channel } from '../channels/channel.ts';
import { tellOperator } from '../notices/announce.ts';
import type { SourceNotice } from '../notices/notice.ts';
import { tellChannel } from '../notices/tell-channel.ts';
import type { Terms } from '../routing/terms.ts';
import { decideWatch, nextMark, quietSince, type WatchDecision, wasHeard } from './decide-watch.ts';
import { type SilentAlertPorts, sweepSilentAlerts } from './sweep-silent-alerts.ts';
import type { Silence, WatchState, WatchStore } from './watch-store.ts';
import { isWatchless, type Watchdogs, type WatchedSource } from './watchdogs.ts';
import type { WatchdogsStore } from './watchdogs-store.ts';

/** What watching needs of the world. */
export interface SweepWatchdogsPorts extends SilentAlertPorts {
  readonly watchdogs: Pick<WatchdogsStore, 'read'>;
  readonly watches: Omit<WatchStore, 'hear'>;
}

/** What is known of a source that is watched no more is kept so long, ms: it may be watched again. */
const FORGET_AFTER_MS = 86_400_000;

/** Nobody is told that a silence is over which only nobody looks for any more. */
const UNTOLD: Terms = { recovery: 'off' };

/**
 * Judges every watched source, tells of those that are silent, and that they
 * speak again; then a slice of the alerts, for those that fire without a word. Comes with each sweep; without watchdogs it is one read.
 *
 *   claim ─▶ tell ─▶ confirm      dies in between: told again after CLAIM_MS
 *   tell the end ─▶ forget it     dies in between: a late copy, which is merged
 */
export async function sweepWatchdogs(ports: SweepWatchdogsPorts): Promise<void> {
  const stored = await ports.watchdogs.read();
  if (stored === undefined) return;

  const { sources, silentAlerts: rules } = stored.watchdogs;
  const { states, mark } = await ports.watches.list();
  const next = nextMark(mark, ports.now());
  // Before anything is done: were what follows to fail each time, it would look as if no sweep came.
  if (!isWatchless(stored.watchdogs)) await ports.watches.mark(next);

  const bySource = new Map(sources.map((watched) => [watched.source, watched]));
  for (const state of withUnknown(states, stored.watchdogs)) {
    const watched = bySource.get(state.source);
    const decision = decideWatch(watched, state, next.unbrokenSinceMs, ports.now());
    await follow(decision, watched, state, ports);
  }
  // Last: reading many alerts can fail or take too long, and no source must go unwatched for that.
  if (rules.length > 0) await sweepSilentAlerts(next, { rules, states }, ports);
}

/** A source of which nothing is known yet has a state too. */
function withUnknown(states: readonly WatchState[], { sources }: Watchdogs): readonly WatchState[] {
  const known = new Set(states.map(({ source }) => source));
  return [...states, ...sources.flatMap(({ source }) => (known.has(source) ? [] : [{ source, version: 0 }]))];
}

async function follow(
  decision: WatchDecision,
  watched: WatchedSource | undefined,
  state: WatchState,
  ports: SweepWatchdogsPorts,
): Promise<void> {
  switch (decision.kind) {
    case 'leave':
      return;
    case 'begin':
      await ports.watches.advance(state, { watchedSinceMs: decision.sinceMs });
      return;
    case 'forget':
      await ports.watches.forget(state, ports.now() + FORGET_AFTER_MS);
      return;
    case 'tell':
      if (watched !== undefined) await tellSilence(watched, state, decision, ports);
      return;
    case 'end':
      await tellEnd(decision, watched, state, ports);
      return;
    default:
      decision satisfies never;
  }
}

async function tellSilence(
  watched: WatchedSource,
  state: WatchState,
  { why, sinceMs }: Extract<WatchDecision, { kind: 'tell' }>,
  ports: SweepWatchdogsPorts,
): Promise<void> {
  const nowMs = ports.now();
  const { source, level } = watched;
  const channels = [...new Set([...(state.silence?.channels ?? []), ...watched.channels])];
  const claim: Silence = { ...state.silence, sinceMs, claimedAtMs: nowMs, channels };
  if ((await ports.watches.advance(state, { ...state, silence: claim })) === 'refused') return;

  const about: SourceNotice = {
    ...{ kind: 'source-silent', source, level, sinceMs, nowMs, heard: wasHeard(state) },
    afterMinutes: watched.silentAfterMinutes,
  };
  if (why === 'silent') {
    ports.observe({ kind: 'source-silent', source, silentMs: nowMs - sinceMs });
    const since = new Date(sinceMs).toISOString();
    await tellOperator({ kind: 'source-silent', source, since, channels: watched.channels }, ports);
  }
  if (!(await tellAll(about, watched.channels, ports))) return;

  const claimed = { ...state, silence: claim, version: state.version + 1 };
  await ports.watches.advance(claimed, { ...claimed, silence: { ...claim, toldAtMs: nowMs } });
}

async function tellEnd(
  { silence, why }: Extract<WatchDecision, { kind: 'end' }>,
  watched: WatchedSource | undefined,
  state: WatchState,
  ports: SweepWatchdogsPorts,
): Promise<void> {
  const { source } = state;
  const { sinceMs, channels } = silence;
  const nowMs = why === 'spoke' ? quietSince(state) : ports.now();
  const notice: SourceNotice = {
    ...{ kind: 'source-spoke', source, sinceMs, nowMs, heard: wasHeard(state) },
    level: watched?.level ?? 'critical',
    afterMinutes: watched?.silentAfterMinutes ?? 0,
  };
  if (!(await tellAll(notice, channels, ports, why === 'spoke' ? {} : UNTOLD))) return;

  if (why === 'spoke') ports.observe({ kind: 'source-spoke', source, silentMs: nowMs - sinceMs });
  const { silence: _, ...rest } = state;
  if (why === 'spoke') await ports.watches.advance(state, rest);
  else await ports.watches.forget(state, ports.now() + FORGET_AFTER_MS);
}

/** Whether all of them were told. Channels that settings name can't be deleted; should none be left, all are told. */
async function tellAll(
  notice: SourceNotice,
  names: readonly string[],
  ports: SweepWatchdogsPorts,
  terms: Terms = {},
): Promise<boolean> {
  const all = await ports.channels();
  const named = all.filter(({ name }) => names.includes(name));
  const told = (named.length > 0 ? named : all.filter(({ enabled }) => enabled)).map(async (channel: Channel) => {
    try {
      await tellChannel(channel, notice, ports, terms);
      return true;
    } catch (error) {
      ports.observe({ kind: 'not-announced', about: 'source-silent', whom: channel.name, error });
      return false;
    }
  });

  return (await Promise.all(told)).every((isTold) => isTold);
}
