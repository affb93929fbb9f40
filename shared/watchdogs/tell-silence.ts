import type { Channel } from '../channels/channel.ts';
import { tellOperator } from '../notices/announce.ts';
import type { SourceNotice } from '../notices/notice.ts';
import { tellChannel } from '../notices/tell-channel.ts';
import type { Terms } from '../routing/terms.ts';
import { quietSince, type WatchDecision, wasHeard } from './decide-watch.ts';
import type { SilentAlertPorts } from './sweep-silent-alerts.ts';
import type { SilentSpell, WatchState, WatchStore } from './watch-store.ts';
import type { WatchedSource } from './watchdogs.ts';

/** What telling of a silence needs of the world. */
export interface TellSilencePorts extends SilentAlertPorts {
  readonly watches: Omit<WatchStore, 'hear'>;
}

/** What is known of a source that is watched no more is kept so long, ms: it may be watched again. */
export const FORGET_AFTER_MS = 86_400_000;

/** Nobody is told that a silence is over which only nobody looks for any more. */
const UNTOLD: Terms = { recovery: 'off' };

/** Tells the channels of a source that it is silent; operators too, when it has just become so. */
export async function tellSilence(
  watched: WatchedSource,
  state: WatchState,
  { why, sinceMs }: Extract<WatchDecision, { kind: 'tell' }>,
  ports: TellSilencePorts,
): Promise<void> {
  const nowMs = ports.now();
  const { source, level } = watched;
  const channels = [...new Set([...(state.silence?.channels ?? []), ...watched.channels])];
  const claim: SilentSpell = { ...state.silence, sinceMs, claimedAtMs: nowMs, channels };
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

/** Tells those who heard of a silence that it is over, or forgets one nobody looks for any more. */
export async function tellEnd(
  { silence, why }: Extract<WatchDecision, { kind: 'end' }>,
  watched: WatchedSource | undefined,
  state: WatchState,
  ports: TellSilencePorts,
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
  ports: TellSilencePorts,
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
