import type { AlertItem } from '../admission/alert-item.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import type { Delivery, DeliveryDetail, Ledger } from './ledger.ts';

/** Failed attempts a story names at most: a robot may fail for hours. */
const MAX_FAILED = 5;
/** Attempts of the channel that are looked at for them. */
const MAX_LOOKED_AT = 20;
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
 * Attempts that failed while the alert waited, or until it died. A failed
 * message writes nothing on its alerts, so they are sought among the channel's.
 */
async function failedToTell(item: AlertItem, ledger: Pick<Ledger, 'get' | 'list'>): Promise<readonly DeliveryDetail[]> {
  const since = item.dueAt === undefined ? undefined : item.since;
  const from = item.dead === undefined ? since : (item.replayedAt ?? item.firstAt);
  if (from === undefined) return [];

  const until = item.dead === undefined ? Number.POSITIVE_INFINITY : (item.diedAt ?? item.lastAt);
  const { items } = await ledger.list({ channel: item.channel, since: from, limit: MAX_LISTED });
  const candidates = items.filter((row) => hasFailed(row) && row.at <= until).slice(0, MAX_LOOKED_AT);
  const found = await details(
    candidates.map(({ id }) => id),
    ledger,
  );

  return found.filter((one) => mayHold(one, item)).slice(0, MAX_FAILED);
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
