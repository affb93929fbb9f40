import type { SettingsStore } from '../settings/settings-store.ts';
import { decideWatch, nextMark, type WatchDecision } from './decide-watch.ts';
import { sweepSilentAlerts } from './sweep-silent-alerts.ts';
import { FORGET_AFTER_MS, type TellSilencePorts, tellEnd, tellSilence } from './tell-silence.ts';
import type { WatchState } from './watch-store.ts';
import { isWatchless, type Watchdogs, type WatchedSource } from './watchdogs.ts';

/** What watching needs of the world. */
export interface SweepWatchdogsPorts extends TellSilencePorts {
  readonly watchdogs: Pick<SettingsStore<Watchdogs>, 'read'>;
}

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

  const { sources, silentAlerts: rules } = stored.settings;
  const { states, mark } = await ports.watches.list();
  const next = nextMark(mark, ports.now());
  // Before anything is done: were what follows to fail each time, it would look as if no sweep came.
  if (!isWatchless(stored.settings)) await ports.watches.mark(next);

  const bySource = new Map(sources.map((watched) => [watched.source, watched]));
  for (const state of withUnknown(states, stored.settings)) {
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
