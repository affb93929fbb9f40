import type { AlertKey } from '../admission/alert-store.ts';
import type { Channel } from '../channels/channel.ts';
import { announceDeadLetters } from '../dead-letters/announce-dead-letters.ts';
import type { AnnouncePorts } from '../notices/announce.ts';

/** What telling of dead letters needs of the world. */
export type BuriedPorts = AnnouncePorts;

/** Tells of alerts that were just buried: metric, people and operator. Never throws. */
export async function reportBuried(
  buried: readonly AlertKey[],
  reason: string,
  all: readonly Channel[],
  ports: BuriedPorts,
): Promise<void> {
  for (const [name, alerts] of Map.groupBy(buried, ({ channel }) => channel)) {
    ports.observe({ kind: 'buried', channel: name, alertCount: alerts.length, reason });
    const channel = all.find((one) => one.name === name);
    if (channel !== undefined) await announceDeadLetters({ channel, alerts, reason }, ports);
  }
}
