import type { Alert, ParsedAlert } from '../alert/alert.ts';
import { type Fingerprint, fingerprint } from '../alert/fingerprint.ts';
import type { Channel } from '../channels/channel.ts';
import { keepWithin } from './keep-within.ts';

/** Alerts of one request, parsed, with where they should go. */
export interface Batch {
  /** Name of the sender: `?source=`, else the kind of source. An alert's own `source` goes before it. */
  readonly source: string;
  readonly alerts: readonly ParsedAlert[];
  /** Channels named by the request; without them every enabled channel gets everything. */
  readonly channels?: readonly string[];
  /** Channels the sender's token is bound to: whatever chooses channels, no other is reached. */
  readonly within?: readonly string[];
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

/** Equal alerts of a batch, added up: one write for all of them. */
export interface BatchedAlert {
  readonly alert: Alert;
  readonly fingerprint: Fingerprint;
  readonly receipts: number;
}

/** What receiving needs of the world. */
export interface ReceivePorts {
  channels(fresh: 'cached' | 'fresh'): Promise<readonly Channel[]>;
  /** Stores one alert in one channel; throws when the table does not take it. */
  admit(entry: BatchedAlert, channel: Channel): Promise<void>;
  /** Called once after all are stored: brings the wake-ups on their way. */
  wake(): Promise<void>;
  logFailure(error: unknown): void;
}

/** Writes under way at once; the embedded table and a Lambda's sockets both do best around this. */
const PARALLEL = 32;

/**
 * Takes a batch in: choose channels → identify → add up equals → store → wake.
 *
 * A success is answered only after every alert is in the table for every
 * channel it goes to, so a sender that got one need not send again.
 */
export async function receive(batch: Batch, ports: ReceivePorts): Promise<ReceiveResult> {
  const chosen = await chooseChannels(batch, ports);
  if (chosen.kind !== 'chosen') return chosen;

  const pairs = batch.alerts.length * chosen.channels.length;
  if (pairs > MAX_PAIRS) return { kind: 'too-many', pairs, limit: MAX_PAIRS };

  const identified = batch.alerts.map((alert) => identify(alert, batch.source));
  const stored = await store(histories(identified), chosen.channels, ports);
  // What was stored is due even when the rest was not: wake before answering.
  await ports.wake();
  if (stored === 'failed') return { kind: 'not-stored' };

  const names = chosen.channels.map((channel) => channel.name);
  return {
    kind: 'accepted',
    accepted: identified.length,
    alerts: identified.map(({ alert }) => ({ id: alert.id, channels: names })),
  };
}

type Chosen =
  | { readonly kind: 'chosen'; readonly channels: readonly Channel[] }
  | Extract<ReceiveResult, { kind: 'unknown-channel' | 'no-channel' }>;

/** A miss is asked of the table itself, so that a channel made a moment ago elsewhere counts. */
async function chooseChannels(batch: Batch, ports: ReceivePorts): Promise<Chosen> {
  const cached = pick(batch, await ports.channels('cached'));
  return cached.kind === 'chosen' ? cached : pick(batch, await ports.channels('fresh'));
}

function pick({ channels: names, within }: Batch, all: readonly Channel[]): Chosen {
  const unknown = names?.filter((name) => !all.some((channel) => channel.name === name)) ?? [];
  if (unknown.length > 0) return { kind: 'unknown-channel', names: unknown };

  const chosen =
    names === undefined ? all.filter((channel) => channel.enabled) : all.filter((c) => names.includes(c.name));
  const wanted = within === undefined ? chosen : keepWithin(within, chosen, all, ({ name }) => name);
  // A disabled channel named beside an enabled one records its alerts as suppressed.
  return wanted.some((channel) => channel.enabled) ? { kind: 'chosen', channels: wanted } : { kind: 'no-channel' };
}

function identify(parsed: ParsedAlert, batchSource: string): BatchedAlert {
  const source = parsed.source ?? batchSource;
  const print = fingerprint(source, parsed);
  const alert: Alert = { ...parsed, source, id: parsed.id === undefined || parsed.id === '' ? print : parsed.id };

  return { alert, fingerprint: print, receipts: 1 };
}

/**
 * The alerts of a batch by identity, each with its states in order. Equal
 * states in a row are added up; different ones must be stored one after the
 * other, or a firing could overtake the recovery behind it.
 */
function histories(entries: readonly BatchedAlert[]): readonly (readonly BatchedAlert[])[] {
  const byIdentity = new Map<Fingerprint, BatchedAlert[]>();
  for (const entry of entries) {
    const history = byIdentity.get(entry.fingerprint) ?? [];
    const previous = history.at(-1);
    if (previous !== undefined && sameState(previous.alert, entry.alert)) {
      history[history.length - 1] = { ...entry, receipts: previous.receipts + 1 };
    } else {
      history.push(entry);
    }
    byIdentity.set(entry.fingerprint, history);
  }

  return [...byIdentity.values()];
}

function sameState(a: Alert, b: Alert): boolean {
  return a.status === b.status && a.level === b.level && a.activeAt === b.activeAt && a.masked === b.masked;
}

/** Stores every history in every channel; after a failure nothing new is begun. */
async function store(
  all: readonly (readonly BatchedAlert[])[],
  channels: readonly Channel[],
  ports: ReceivePorts,
): Promise<'stored' | 'failed'> {
  const queue = channels.flatMap((channel) => all.map((history) => ({ history, channel }))).values();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const { history, channel } of queue) {
      if (failed) return;
      for (const entry of history) await ports.admit(entry, channel);
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
