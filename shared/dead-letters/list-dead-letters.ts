import type { AlertStore } from '../admission/alert-store.ts';
import type { Page } from '../delivery/ledger.ts';
import { pageAlerts } from '../delivery/page-alerts.ts';
import { type DeadLetter, deadLetterOf } from './dead-letter.ts';
import { type DeadLetterFilter, isMeant } from './dead-letter-filter.ts';

/** Which dead letters to list. */
export interface DeadLetterQuery extends DeadLetterFilter {
  readonly limit: number;
  readonly cursor?: string;
}

/** Dead letters by channel, then in the order of fingerprints. */
export async function listDeadLetters(
  query: DeadLetterQuery,
  channelNames: readonly string[],
  alerts: Pick<AlertStore, 'page'>,
): Promise<Page<DeadLetter>> {
  const { channel, limit, cursor } = query;
  const page = await pageAlerts(
    {
      channels: channel === undefined ? channelNames : [channel],
      matches: (item) => isMeant(item, query),
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    },
    alerts,
  );

  return { items: page.items.map(deadLetterOf).filter((letter) => letter !== undefined), cursor: page.cursor };
}
