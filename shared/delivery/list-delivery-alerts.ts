import type { AlertItem } from '../admission/alert-item.ts';
import type { AlertKey } from '../admission/alert-store.ts';
import { isFingerprint } from '../alert/fingerprint.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { matchesAlert } from './alert-filter.ts';
import { type AlertRow, alertRow } from './alert-row.ts';
import { type DeliveryAlertsPorts, deliveryAlerts } from './delivery-alerts.ts';
import { InvalidCursorError, type Page } from './ledger.ts';
import type { AlertListQuery } from './list-alerts.ts';

/** Items read at a time. */
const READ_AT_ONCE = 100;
/** Items one page may look at before it hands out a cursor, so that a rare filter can't run for minutes. */
const MAX_LOOKED_AT = 5_000;

/** An alert and its place in the list. */
type Placed<T> = readonly [place: string, T];

/**
 * The ledger's rows of the alerts a message told, as they stand now: by
 * channel, then in the order of fingerprints. `delivery` is the id of one
 * attempt, for its channel, or that of the message, for all its channels.
 * Undefined when no such delivery is recorded. An alert no longer kept is
 * left out.
 */
export async function listDeliveryAlerts(
  query: AlertListQuery & { readonly delivery: string },
  ports: DeliveryAlertsPorts & { now(): number },
): Promise<Page<AlertRow> | undefined> {
  const after = query.cursor === undefined ? '' : readCursor(query.cursor);
  const keys = await deliveryAlerts(query.delivery, query.channel, ports);
  if (keys === undefined) return undefined;
  const rest = placed([...new Map(keys.map((key) => [placeOf(key), key])).values()]).filter(([place]) => place > after);

  const nowMs = ports.now();
  const found: Placed<AlertItem>[] = [];
  let lookedAt = 0;
  while (lookedAt < rest.length && lookedAt < MAX_LOOKED_AT && found.length <= query.limit) {
    const slice = rest.slice(lookedAt, lookedAt + READ_AT_ONCE);
    const items = await ports.alerts.read(slice.map(([, key]) => key));
    found.push(...placed(items.filter((item) => matchesAlert(item, query, nowMs))));
    lookedAt += slice.length;
  }
  const shown = found.slice(0, query.limit);
  // The very last needs no cursor: nothing comes after it.
  const goesOnAfter = found.length > shown.length ? shown.at(-1) : rest.slice(lookedAt - 1, -1)[0];

  return {
    items: shown.map(([, item]) => alertRow(item, alertOf(item), item.channel, nowMs)),
    cursor: goesOnAfter === undefined ? null : Buffer.from(goesOnAfter[0]).toString('base64url'),
  };
}

function placed<T extends AlertKey>(alerts: readonly T[]): readonly Placed<T>[] {
  return alerts.map((alert): Placed<T> => [placeOf(alert), alert]).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** No name holds a line feed, and it comes before all that a name can hold. */
function placeOf({ channel, fingerprint }: AlertKey): string {
  return `${channel}\n${fingerprint}`;
}

function readCursor(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString();
  const [channel, fingerprint = ''] = place.split('\n');
  if (channel === '' || !isFingerprint(fingerprint)) throw new InvalidCursorError('not a cursor of this list');

  return place;
}
