import type { Channel } from '../channels/channel.ts';
import type { Terms } from '../routing/terms.ts';
import type { SilentEnd } from './alert-store.ts';

/** Why the end of an alert is recorded and not told, if so: what is due of its firing is told all the same. */
export function silentEnd(channel: Channel, { recovery, window }: Terms): SilentEnd | undefined {
  if (!channel.message.recovery || recovery === 'off') return 'recovery-off';
  return window?.kind === 'dropped' ? 'recovery-outside-window' : undefined;
}
