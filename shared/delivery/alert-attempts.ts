import type { AlertItem } from '../admission/alert-item.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { deliveryPlace } from './delivery-id.ts';
import type { Delivery, DeliveryDetail, Ledger } from './ledger.ts';

/** Failed attempts a story names at most: a robot may fail for hours. */
const MAX_FAILED = 5;
/** Attempts of the channel that are looked at for them. */
const MAX_LOOKED_AT = 20;
/** How long before the message that told an alert at last its failures are sought, ms. */
const LED_TO_MS = 24 * 3600_000;
/** Rows of the channel that are listed for those: newest first, of which some were delivered. */
const MAX_LISTED = 100;

/** The attempts to tell an alert that are known: the messages noted on it, and the latest that failed to tell what is untold. */
export async function attemptsOf(
  item: AlertItem,
  ledger: Pick<Ledger, 'get' | 'list'>,
): Promise<readonly DeliveryDetail[]> {
  const noted = await details(item.deliveries, ledger);
  const failed = await failedToTell(item, ledger);

  return [...noted, ...failed.filter(({ id }) => !item.deliveries.includes(id))];
}

/**
 * Attempts that failed while the alert waited, until it died, or before another
 * one told it. A failed message writes nothing on its alerts, so they are
 * sought among the channel's.
 */
async function failedToTell(item: AlertItem, ledger: Pick<Ledger, 'get' | 'list'>): Promise<readonly DeliveryDetail[]> {
  const time = timeOfFailures(item);
  if (time === undefined) return [];
  const { items } = await ledger.list({ channel: item.channel, ...time, limit: MAX_LISTED });
  const isBefore = (row: Delivery) => time.until === undefined || row.at <= time.until;
  const candidates = items.filter((row) => hasFailed(row) && isBefore(row)).slice(0, MAX_LOOKED_AT);
  const found = await details(
    candidates.map(({ id }) => id),
    ledger,
  );

  return found.filter((one) => mayHold(one, item)).slice(0, MAX_FAILED);
}

/** When what became of the alert last was tried. */
function timeOfFailures(item: AlertItem): { readonly since: number; readonly until?: number } | undefined {
  if (item.dead !== undefined) return { since: item.replayedAt ?? item.firstAt, until: item.diedAt ?? item.lastAt };
  if (item.dueAt !== undefined) return item.since === undefined ? undefined : { since: item.since };
  const [told, before] = item.deliveries.map((id) => deliveryPlace(id)?.atMs);
  if (told === undefined) return undefined;

  return { since: Math.max(before ?? item.firstAt, told - LED_TO_MS), until: told };
}

function hasFailed({ outcome, kind }: Delivery): boolean {
  return outcome !== 'delivered' && kind !== 'test' && kind !== 'mention';
}

/** Records list the first fifty alerts: of a larger message nobody can tell, and it most likely held all that was due. */
function mayHold({ alerts, alertCount }: DeliveryDetail, item: AlertItem): boolean {
  return alertCount > alerts.length || alerts.includes(alertOf(item).id) || alerts.includes(item.fingerprint);
}

async function details(ids: readonly string[], ledger: Pick<Ledger, 'get'>): Promise<readonly DeliveryDetail[]> {
  const found = await Promise.all(ids.map((id) => ledger.get(id)));
  return found.filter((detail) => detail !== undefined);
}
