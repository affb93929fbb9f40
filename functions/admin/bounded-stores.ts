import { type Bounds, isWithin } from '#shared/access/bounds.ts';
import type { SuppressedReason } from '#shared/admission/admit.ts';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { messageOf } from '#shared/delivery/delivery-id.ts';
import type { Ledger } from '#shared/delivery/ledger.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import type { AdminStores } from './admin-parts.ts';

const INHIBITED: SuppressedReason = 'inhibited';

/**
 * The stores as a bound token sees them: what is of another channel, or an alert
 * of another sender, is not there. All that a caller can look at or act on comes
 * out of these, so that no use case has to think of bounds.
 */
export function storesWithin(bounds: Bounds, stores: AdminStores): AdminStores {
  const names = (list: readonly string[]) => list.filter((channel) => isWithin(bounds, { channel }));

  return {
    ...stores,
    alerts: alertsWithin(bounds, stores.alerts),
    channels: channelsWithin(bounds, stores.channels),
    ledger: ledgerWithin(bounds, stores.ledger),
    formerChannels: { ...stores.formerChannels, list: async () => names(await stores.formerChannels.list()) },
  };
}

/** Lists of channels as a bound token sees them. */
export function channelsWithin<Store extends AdminStores['channels']>(bounds: Bounds, store: Store): Store {
  const within = (channels: readonly Channel[]) => channels.filter(({ name }) => isWithin(bounds, { channel: name }));

  return {
    ...store,
    list: async () => within(await store.list()),
    listFresh: async () => within(await store.listFresh()),
  };
}

function alertsWithin(bounds: Bounds, { page, read }: AdminStores['alerts']): AdminStores['alerts'] {
  const isSeen = (item: AlertItem) =>
    isWithin(bounds, { channel: item.channel, ...(bounds.sources && { source: alertOf(item).source }) });

  return {
    async page(channel, shard, after, limit) {
      if (!isWithin(bounds, { channel })) return { items: [] };
      const all = await page(channel, shard, after, limit);
      const items = all.items.filter(isSeen).map(withoutInhibitor);
      return { ...all, items, leftOut: all.items.length - items.length };
    },
    read: async (keys) =>
      (await read(keys.filter(({ channel }) => isWithin(bounds, { channel })))).filter(isSeen).map(withoutInhibitor),
  };
}

/** Which alert inhibits it may be of another channel or sender, and the rule is of the whole relay. */
function withoutInhibitor(item: AlertItem): AlertItem {
  const { heldBack } = item;
  return heldBack?.reason === INHIBITED ? { ...item, heldBack: { ...heldBack, by: '' } } : item;
}

/** What a bound token reads of a message that also tells what it does not see. */
const SHARED_MESSAGE =
  '(This message also tells alerts of channels that this token is not bound to, so its text is not shown.)';

function ledgerWithin(bounds: Bounds, { list, get, ofMessage }: AdminStores['ledger']): AdminStores['ledger'] {
  const isSeen = ({ channel }: { readonly channel: string }) => isWithin(bounds, { channel });
  const listWithin: Ledger['list'] = (query) =>
    list(bounds.channels === undefined ? query : { ...query, channels: bounds.channels });

  return {
    list: listWithin,
    async get(id) {
      const delivery = await get(id);
      if (delivery === undefined || !isSeen(delivery)) return undefined;
      // Channels that share a robot share a message in a storm.
      const all = await ofMessage(messageOf(id));
      return all.every(isSeen) ? delivery : { ...delivery, title: '', text: SHARED_MESSAGE };
    },
    ofMessage: async (message) => (await ofMessage(message)).filter(isSeen),
  };
}
