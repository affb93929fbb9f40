import type { SuppressedReason } from '../admission/admit.ts';
import { dueClass } from '../admission/due.ts';
import { levelNumber } from '../alert/level.ts';
import type { Lane } from '../pacing/lane.ts';
import { KEEP_ALERT_MS } from './acknowledge-message.ts';
import type { Waiting } from './choose-entries.ts';
import type { Withheld } from './compose-message.ts';
import type { DispatchPorts } from './dispatch-ports.ts';
import { inParallel } from './in-parallel.ts';

type Ports = Pick<DispatchPorts, 'alerts' | 'now' | 'observe'>;

/** Ends what waits in disabled channels as suppressed; answers the rest. */
export async function withholdDisabled(waiting: readonly Waiting[], ports: Ports): Promise<readonly Waiting[]> {
  const disabled = waiting.filter(({ channel }) => !channel.enabled);
  const reason: SuppressedReason = 'channel-disabled';
  await inParallel(disabled, ({ entry }) =>
    ports.alerts.withhold({ ...entry, expiresAtMs: ports.now() + KEEP_ALERT_MS }, reason),
  );

  return disabled.length === 0 ? waiting : waiting.filter(({ channel }) => channel.enabled);
}

/** Ends alerts that turned out to have nothing to say. */
export async function withholdSilent(silent: readonly Withheld[], ports: Ports): Promise<void> {
  await inParallel(silent, (ref) =>
    ports.alerts.withhold({ ...ref, expiresAtMs: ports.now() + KEEP_ALERT_MS }, ref.reason),
  );
}

/**
 * Ends as dead what a failing robot kept waiting beyond the channel's
 * `maxAgeSeconds`; answers the rest. What merely waits its turn is never too old.
 */
export async function buryExpired(lane: Lane, waiting: readonly Waiting[], ports: Ports): Promise<readonly Waiting[]> {
  if (lane.failures === 0) return waiting;
  const isExpired = ({ entry, channel }: Waiting) => entry.since < ports.now() - channel.delivery.maxAgeSeconds * 1000;
  const reason = `too old: the robot failed ${lane.failures} times in a row${lane.misconfigured === undefined ? '' : ` (${lane.misconfigured})`}`;
  const expired = waiting.filter(isExpired);
  await inParallel(expired, ({ entry, brief }) =>
    ports.alerts.bury(
      {
        ...entry,
        status: brief.status,
        level: levelNumber(brief.level),
        delivery: '',
        quiet: { class: dueClass(brief.status, levelNumber(brief.level)), atMs: ports.now() },
        expiresAtMs: ports.now() + KEEP_ALERT_MS,
      },
      reason,
    ),
  );
  for (const [channel, list] of Map.groupBy(expired, (one) => one.channel.name)) {
    ports.observe({ kind: 'buried', channel, alertCount: list.length, reason });
  }

  return expired.length === 0 ? waiting : waiting.filter((one) => !isExpired(one));
}
