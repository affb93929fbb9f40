import type { Alert, ParsedAlert } from '../alert/alert.ts';
import type { Batch } from './receive.ts';

/** Name of the sender of the canary's alerts, as the ledger shows it. */
export const CANARY_SOURCE = 'tocsin-canary';

/** Whether an alert is the canary's. Whatever it is called: a name is anybody's, this source nobody else's. */
export function isCanary({ source }: Pick<Alert, 'source'>): boolean {
  return source === CANARY_SOURCE;
}

/** What the canary's alerts are called, in the two languages their readers have. */
export const CANARY_NAME = 'Tocsin 心跳 / heartbeat';

/**
 * What the canary sends: an alert like any other, on the whole way that alerts
 * take, and a new one each time, so that nothing is said but that it came.
 */
export function canaryBatch(channel: string, nowMs: number): Batch {
  const at = new Date(nowMs).toISOString();
  const alert: ParsedAlert = {
    id: `heartbeat/${at}`,
    name: CANARY_NAME,
    level: 'info',
    status: 'firing',
    target: '',
    summary: '',
    description: '',
    activeAt: at,
    labels: {},
  };

  return { source: CANARY_SOURCE, alerts: [alert], channels: [channel] };
}
