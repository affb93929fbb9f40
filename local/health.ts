import type { Health } from '#functions/admin/deps.ts';
import type { ChannelStore } from '#shared/channels/channel-store.ts';
import { within } from './surroundings.ts';

/** A table that takes longer to answer is not there for senders either, ms. */
const STORE_PATIENCE_MS = 3_000;

/** Asks the table itself, and whether the dispatcher still looks after its lanes. */
export async function checkHealth(
  channels: Pick<ChannelStore, 'listFresh'>,
  dispatcher: { isAlive(): boolean },
): Promise<Health> {
  const answered = await within(
    channels.listFresh().then(
      () => 'ok' as const,
      () => 'dead' as const,
    ),
    STORE_PATIENCE_MS,
  );

  return { store: answered === 'ok' ? 'ok' : 'dead', dispatcher: dispatcher.isAlive() ? 'ok' : 'dead' };
}
