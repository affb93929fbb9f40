import type { AlertStore } from '../admission/alert-store.ts';
import { isFingerprint } from '../alert/fingerprint.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import type { DeliveryDetail, Ledger } from './ledger.ts';

/** What reading a delivery needs of the world. */
export interface ReadDeliveryPorts {
  readonly ledger: Pick<Ledger, 'get'>;
  readonly alerts: Pick<AlertStore, 'read'>;
}

/**
 * One delivery with its alerts under the ids their senders know. A digest is
 * composed of briefs and recorded with fingerprints, so that no content is read
 * in a storm; whoever looks at one of its messages pays for that. An alert no
 * longer kept stays a fingerprint.
 */
export async function readDelivery(
  id: string,
  { ledger, alerts }: ReadDeliveryPorts,
): Promise<DeliveryDetail | undefined> {
  const delivery = await ledger.get(id);
  if (delivery?.kind !== 'digest') return delivery;

  const { channel } = delivery;
  const keys = delivery.alerts.filter(isFingerprint).map((fingerprint) => ({ channel, fingerprint }));
  const items = keys.length === 0 ? [] : await alerts.read(keys);
  const ids = new Map<string, string>(items.map((item) => [item.fingerprint, alertOf(item).id]));

  return { ...delivery, alerts: delivery.alerts.map((fingerprint) => ids.get(fingerprint) ?? fingerprint) };
}
