import type { Alert, ParsedAlert } from '../alert/alert.ts';
import { fingerprint } from '../alert/fingerprint.ts';
import type { Channel } from '../channels/channel.ts';
import type { CompiledPushSettings } from '../routing/route.ts';
import type { Terms } from '../routing/terms.ts';
import { type Chosen, chooseDestinations } from './choose-destinations.ts';
import { type BatchedAlert, type History, historiesOf } from './histories.ts';

/** Alerts of one request, parsed, with where they should go. */
export interface Batch {
  /** Name of the sender: `?source=`, else the kind of source. An alert's own `source` goes before it. */
  readonly source: string;
  readonly alerts: readonly ParsedAlert[];
  /** Channels named by the request; without them push settings decide, and without those every enabled channel gets everything. */
  readonly channels?: readonly string[];
  /** Channels the sender's token is bound to: whatever chooses channels, no other is reached. */
  readonly within?: readonly string[];
  /** `false`: it does not show that its sender speaks. Whoever polls one says so itself, after a whole round. */
  readonly isSignOfLife?: false;
}

/** What became of a batch. Only `accepted` may be answered with success. */
export type ReceiveResult =
  /** Every alert is stored durably for every channel it goes to. */
  | { readonly kind: 'accepted'; readonly accepted: number; readonly alerts: readonly AcceptedAlert[] }
  | { readonly kind: 'unknown-channel'; readonly names: readonly string[] }
  | { readonly kind: 'no-channel' }
  | { readonly kind: 'too-many'; readonly pairs: number; readonly limit: number }
  /** The table did not take it all. The sender comes again; what was stored is merged then. */
  | { readonly kind: 'not-stored' };

export interface AcceptedAlert {
  readonly id: string;
  readonly channels: readonly string[];
}

/** Alerts × channels one request may bring; keeps a request within a function's time. */
export const MAX_PAIRS = 10_000;

/** What receiving needs of the world. */
export interface ReceivePorts {
  channels(fresh: 'cached' | 'fresh'): Promise<readonly Channel[]>;
  /** Push settings ready to be asked; undefined while there are none. */
  pushSettings(): Promise<CompiledPushSettings | undefined>;
  now(): number;
  /** Stores one alert in one channel; throws when the table does not take it. */
  admit(entry: BatchedAlert, channel: Channel, terms: Terms): Promise<void>;
  /** Called with all of them before any is stored; what it answers is called once they are. */
  followSources(entries: readonly BatchedAlert[]): Promise<() => Promise<void>>;
  /** Called once after all are stored: brings the wake-ups on their way. */
  wake(): Promise<void>;
  logFailure(error: unknown): void;
}

/** Writes under way at once; the embedded table and a Lambda's sockets both do best around this. */
const PARALLEL = 32;

/**
 * Takes a batch in: identify → choose channels → add up equals → store → wake.
 *
 * A success is answered only after every alert is in the table for every
 * channel it goes to, so a sender that got one need not send again.
 */
export async function receive(batch: Batch, ports: ReceivePorts): Promise<ReceiveResult> {
  const identified = batch.alerts.map((alert) => identify(alert, batch.source));
  const chosen = await choose(identified, batch, ports);
  if (chosen.kind !== 'chosen') return chosen;

  const { destinations } = chosen;
  const pairs = destinations.reduce((sum, { length }) => sum + length, 0);
  if (pairs > MAX_PAIRS) return { kind: 'too-many', pairs, limit: MAX_PAIRS };

  const routed = identified.map((entry, nth) => ({ ...entry, destinations: destinations[nth] ?? [] }));
  const stored = await store(historiesOf(routed), identified, ports);
  // What was stored is due even when the rest was not: wake before answering.
  await ports.wake();
  if (stored === 'failed') return { kind: 'not-stored' };

  return {
    kind: 'accepted',
    accepted: routed.length,
    alerts: routed.map((entry) => ({
      id: entry.alert.id,
      channels: entry.destinations.map(({ channel }) => channel.name),
    })),
  };
}

/** A miss is asked of the table itself, so that a channel made a moment ago elsewhere counts. */
async function choose(
  entries: readonly BatchedAlert[],
  { channels: names, within }: Batch,
  ports: ReceivePorts,
): Promise<Chosen> {
  const settings = names === undefined ? await ports.pushSettings() : undefined;
  const from = async (fresh: 'cached' | 'fresh'): Promise<Chosen> => {
    const channels = await ports.channels(fresh);
    const alerts = entries.map(({ alert }) => alert);
    return chooseDestinations(alerts, { names, within, settings, channels, nowMs: ports.now() });
  };
  const cached = await from('cached');

  return cached.kind === 'chosen' && cached.missing.length === 0 ? cached : from('fresh');
}

function identify(parsed: ParsedAlert, batchSource: string): BatchedAlert {
  const source = parsed.source ?? batchSource;
  const print = fingerprint(source, parsed);
  const alert: Alert = { ...parsed, source, id: parsed.id === undefined || parsed.id === '' ? print : parsed.id };

  return { alert, fingerprint: print, receipts: 1 };
}

/** Stores every history between what inhibits others and what does no more; after a failure nothing new is begun. */
async function store(
  histories: readonly History[],
  entries: readonly BatchedAlert[],
  ports: ReceivePorts,
): Promise<'stored' | 'failed'> {
  try {
    const afterStored = await ports.followSources(entries);
    if ((await storeAll(histories, ports)) === 'failed') return 'failed';
    await afterStored();
    return 'stored';
  } catch (error) {
    // The sender comes again: a source whose end is lost would hold others back for hours.
    ports.logFailure(error);
    return 'failed';
  }
}

async function storeAll(histories: readonly History[], ports: ReceivePorts): Promise<'stored' | 'failed'> {
  const queue = histories.values();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const { channel, states } of queue) {
      if (failed) return;
      for (const { entry, terms } of states) await ports.admit(entry, channel, terms);
    }
  };
  const guarded = async (): Promise<void> => {
    try {
      await worker();
    } catch (error) {
      failed = true;
      ports.logFailure(error);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, guarded));

  return failed ? 'failed' : 'stored';
}
