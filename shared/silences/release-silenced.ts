import type { Channel } from '../channels/channel.ts';
import { placesOf, type ReleasePorts, releaseHeld } from '../dispatching/release-held.ts';
import type { Silence } from './silence.ts';

/** What letting go of silenced alerts needs of the world. */
export interface ReleaseSilencedPorts extends ReleasePorts {
  channels(): Promise<readonly Channel[]>;
}

/** Makes due what a silence holds back that was ended before its time, in the channels in which it held something. */
export async function releaseSilenced(
  { id, heldIn }: Pick<Silence, 'id' | 'heldIn'>,
  ports: ReleaseSilencedPorts,
): Promise<void> {
  if (heldIn.length === 0) return;
  const channels = (await ports.channels()).filter(({ name }) => heldIn.includes(name));
  await releaseHeld(placesOf(channels), ({ by }) => by === id, ports);
}
