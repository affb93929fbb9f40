import type { AlertItem } from '../admission/alert-item.ts';
import type { AlertKey, AlertStore } from '../admission/alert-store.ts';
import { fingerprintOfId, isFingerprint } from '../alert/fingerprint.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { OWN_SOURCE } from '../notices/own-source.ts';
import type { LaneStore } from '../pacing/lane-store.ts';
import type { KnownSources } from '../receiving/known-sources.ts';
import { messageOf } from './delivery-id.ts';
import type { DeliveryDetail, Ledger } from './ledger.ts';

/** What finding the alerts of a delivery needs of the world. */
export interface DeliveryAlertsPorts {
  readonly ledger: Pick<Ledger, 'ofMessage'>;
  readonly lanes: Pick<LaneStore, 'readManifest'>;
  readonly alerts: Pick<AlertStore, 'read'>;
  readonly sources: Pick<KnownSources, 'list'>;
}

/**
 * Which alerts a message told: of one attempt those of its channel, of a
 * message id those of all its channels. A record lists fifty; the manifest of a
 * larger message, kept as long as its alerts, knows them all. Undefined when no
 * such delivery is recorded.
 */
export async function deliveryAlerts(
  id: string,
  channel: string | undefined,
  ports: DeliveryAlertsPorts,
): Promise<readonly AlertKey[] | undefined> {
  const rows = rowsOf(id, await ports.ledger.ofMessage(messageOf(id)));
  if (rows.length === 0) return undefined;
  const wanted = rows.filter((row) => channel === undefined || row.channel === channel);

  const keys = await Promise.all(wanted.map((row) => keysOf(row, ports)));
  return keys.flat();
}

/**
 * The last attempt in each channel the id stands for. An attempt that was not
 * recorded is found by another one of its message: both tell the same alerts.
 */
function rowsOf(id: string, attempts: readonly DeliveryDetail[]): readonly DeliveryDetail[] {
  const exact = attempts.filter((row) => row.id === id);
  if (exact.length > 0) return exact;
  const isMessage = id === messageOf(id);
  const ofPlace = attempts.filter((row) => isMessage || withoutAttempt(row.id) === withoutAttempt(id));
  const inOrder = ofPlace.toSorted((a, b) => a.attempt - b.attempt);

  return [...new Map(inOrder.map((row) => [row.channel, row])).values()];
}

function withoutAttempt(id: string): string {
  return id.slice(0, id.lastIndexOf('-'));
}

async function keysOf(row: DeliveryDetail, ports: DeliveryAlertsPorts): Promise<readonly AlertKey[]> {
  if (row.alertCount > row.alerts.length) {
    const refs = await ports.lanes.readManifest(row.manifestOf ?? messageOf(row.id));
    // Attempts once shared one manifest: a later one told fewer, and left the end of a longer list behind.
    const own = refs.filter(({ channel }) => channel === row.channel).slice(0, row.alertCount);
    if (own.length > 0) return own;
  }

  return row.kind === 'digest' ? listedPrints(row) : listedIds(row, ports);
}

/** A digest is recorded with fingerprints. */
function listedPrints({ channel, alerts }: DeliveryDetail): readonly AlertKey[] {
  return alerts.filter(isFingerprint).map((fingerprint) => ({ channel, fingerprint }));
}

/** Other messages are recorded with the ids senders gave, and several senders may use the same. */
async function listedIds(row: DeliveryDetail, ports: DeliveryAlertsPorts): Promise<readonly AlertKey[]> {
  if (row.alerts.length === 0) return [];
  const sources = [OWN_SOURCE, ...(await ports.sources.list())];
  const prints = new Set(
    row.alerts.flatMap((id) => [
      ...sources.map((source) => fingerprintOfId(source, id)),
      ...(isFingerprint(id) ? [id] : []),
    ]),
  );
  const { channel } = row;
  const items = await ports.alerts.read([...prints].map((fingerprint) => ({ channel, fingerprint })));
  const sameId = Map.groupBy(items, (item) => alertOf(item).id);

  return [...sameId.values()].flatMap((same) => (same.length === 1 ? same : toldIn(row, same)));
}

/** Those on which the message is noted; a message that failed is noted on none, so all may be meant. */
function toldIn({ id }: DeliveryDetail, items: readonly AlertItem[]): readonly AlertItem[] {
  const noted = items.filter(({ deliveries }) => deliveries.some((one) => messageOf(one) === messageOf(id)));
  return noted.length === 0 ? items : noted;
}
