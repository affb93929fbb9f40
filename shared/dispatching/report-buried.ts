import type { AlertKey } from '../admission/alert-store.ts';
import type { Channel } from '../channels/channel.ts';
import { announceDeadLetters, type Dying } from '../dead-letters/announce-dead-letters.ts';
import type { AnnouncePorts } from '../notices/announce.ts';

/** What telling of dead letters needs of the world. */
export type BuriedPorts = AnnouncePorts;

/**
 * Buries alerts, and tells people and operator before: of an alert that is dead nobody would come by again to say so.
 *
 *   due ── announced ── buried ── counted
 *              └─ worker dies ─ due as before: announced once more
 *
 * `bury` answers which it ended: another worker may have told one meanwhile. Workers that find what is too old at the same
 * moment each tell of it.
 */
export async function buryAndReport(
  dying: readonly Dying[],
  reason: string,
  all: readonly Channel[],
  bury: () => Promise<readonly AlertKey[]>,
  ports: BuriedPorts,
): Promise<void> {
  for (const [name, alerts] of Map.groupBy(dying, (one) => one.channel)) {
    const channel = all.find((one) => one.name === name);
    if (channel !== undefined) await announceDeadLetters({ channel, alerts, reason }, ports);
  }
  for (const [channel, alerts] of Map.groupBy(await bury(), (one) => one.channel)) {
    ports.observe({ kind: 'buried', channel, alertCount: alerts.length, reason });
  }
}
