import type { AlertStore } from '../admission/alert-store.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { type AlertFilter, matchesAlert } from './alert-filter.ts';
import { type AlertRow, alertRow } from './alert-row.ts';
import type { Page } from './ledger.ts';
import { pageAlerts } from './page-alerts.ts';

/** Which alerts to list. */
export interface AlertListQuery extends AlertFilter {
  readonly channel?: string;
  /** Id of a message or of an attempt to send it: only the alerts in it. */
  readonly delivery?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** The ledger's rows, one an alert and channel: by channel, then in the order of fingerprints. */
export async function listAlerts(
  query: AlertListQuery,
  channelNames: readonly string[],
  alerts: Pick<AlertStore, 'page'>,
  nowMs: number,
): Promise<Page<AlertRow>> {
  const { channel, limit, cursor } = query;
  const page = await pageAlerts(
    {
      channels: channel === undefined ? channelNames : [channel],
      matches: (item) => matchesAlert(item, query, nowMs),
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    },
    alerts,
  );

  return { items: page.items.map((item) => alertRow(item, alertOf(item), item.channel, nowMs)), cursor: page.cursor };
}
