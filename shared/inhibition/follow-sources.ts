import type { AlertStore } from '../admission/alert-store.ts';
import { decodeMark } from '../admission/shard.ts';
import type { Alert } from '../alert/alert.ts';
import type { Fingerprint } from '../alert/fingerprint.ts';
import type { Channel } from '../channels/channel.ts';
import { inParallel } from '../dispatching/in-parallel.ts';
import { releaseHeld } from '../dispatching/release-held.ts';
import type { WakeUps } from '../dispatching/wake-ups.ts';
import type { InhibitionReader } from './inhibition-store.ts';
import { parseInhibitorId } from './inhibitors.ts';
import { sourceMoves } from './source-moves.ts';
import type { InhibitingSource, SourceRegister } from './source-register.ts';

/** What following the alerts that inhibit others needs of the world. */
export interface FollowSourcesPorts {
  readonly inhibitions: InhibitionReader;
  readonly inhibiting: SourceRegister;
  readonly alerts: Pick<AlertStore, 'due' | 'read' | 'release'>;
  readonly wakeUps: WakeUps;
  channels(): Promise<readonly Channel[]>;
  now(): number;
}

/** What is still to be done once the alerts of a request are stored. */
export type AfterStored = () => Promise<void>;

/**
 * Takes note of the alerts of a request that inhibit others, before any of it
 * is stored: whoever judges one of them then sees it. What ends is ended after
 * all is stored, or what recovers in the same breath would be told as firing.
 *
 *   sources noted ─▶ alerts stored, due ─▶ ends noted ─▶ what they held is due
 */
export async function followSources(
  received: readonly { readonly alert: Alert; readonly fingerprint: Fingerprint }[],
  within: readonly string[] | undefined,
  ports: FollowSourcesPorts,
): Promise<AfterStored> {
  const rules = await ports.inhibitions.rules();
  const { firing, ended } = sourceMoves(received, rules, ports.now(), within);
  await inParallel(firing, (source) => ports.inhibiting.note(source));

  return () =>
    inParallel(ended, async (one) => {
      const source = await ports.inhibiting.end(one);
      if (source !== undefined) await release(source, ports);
    });
}

async function release({ id, heldIn }: InhibitingSource, ports: FollowSourcesPorts): Promise<void> {
  if (heldIn.length === 0) return;
  const byName = new Map((await ports.channels()).map((channel) => [channel.name, channel]));
  const places = heldIn.flatMap((text) => {
    const mark = decodeMark(text);
    const channel = mark === undefined ? undefined : byName.get(mark.channel);
    return mark === undefined || channel === undefined ? [] : [{ channel, mark }];
  });
  await releaseHeld(places, ({ reason, by }) => reason === 'inhibited' && parseInhibitorId(by).alert === id, ports);
}
