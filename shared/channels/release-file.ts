import { applyChannels } from './apply-file.ts';
import type { Channel } from './channel.ts';
import { channelChange } from './channel-change.ts';
import type { ApplyPorts } from './prepare-file-channel.ts';

/** What became of the channels of a file that is no more. Names are those of channels. */
export interface Released {
  readonly removed: readonly string[];
  /** Those that had to stay; from now on they are as if made over the API. */
  readonly handedOver: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Ends a file: its channels go. One that still holds alerts, or that another
 * channel falls back on, stays and is handed over to the API, where a person
 * can remove it in time: no file is left to remove it from.
 */
export async function releaseChannels(ports: ApplyPorts): Promise<Released> {
  const result = await applyChannels([], ports);
  const removed = result.kind === 'applied' ? result.removed : [];
  const staying = (await ports.channels.listFresh()).filter(({ origin }) => origin === 'file');
  for (const channel of staying) await handOver(channel, ports);

  const handedOver = staying.map(({ name }) => name);
  const warnings = handedOver.map((name) => `channel ${name} stays and is now one of the API: remove it there`);
  return { removed, handedOver, warnings };
}

/** Who changed it meanwhile was the dispatcher, and is asked once more. */
async function handOver(channel: Channel, ports: ApplyPorts): Promise<void> {
  if ((await giveToApi(channel, ports)) === 'replaced') return;

  const now = (await ports.channels.listFresh()).find(({ name }) => name === channel.name);
  if (now !== undefined) await giveToApi(now, ports);
}

function giveToApi(channel: Channel, { channels, audit }: ApplyPorts): Promise<'replaced' | 'changed-meanwhile'> {
  const given: Channel = { ...channel, origin: 'api', revision: channel.revision + 1 };
  return audit(
    channelChange('channel-handed-over', channel, given),
    () => channels.replace(given),
    (result) => result === 'replaced',
  );
}
