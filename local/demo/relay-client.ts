import * as z from 'zod/mini';
import { LEVELS } from '#shared/alert/level.ts';

const ACCEPTED = z.object({ alerts: z.array(z.object({ id: z.string(), channels: z.array(z.string()) })) });

const ROW = z.object({
  id: z.string(),
  level: z.enum(LEVELS),
  channel: z.string(),
  state: z.enum(['waiting', 'delivered', 'suppressed', 'dead']),
  reason: z.nullish(z.string()),
  deliveries: z.array(z.string()),
});

const DELIVERY = z.object({
  id: z.string(),
  channel: z.string(),
  outcome: z.string(),
  at: z.string(),
  latencyMs: z.number(),
});

/** A row of the relay's ledger: one alert in one channel. */
export type LedgerRow = z.infer<typeof ROW>;
/** One attempt to send a message, as the relay recorded it. */
export type DeliveryRow = z.infer<typeof DELIVERY>;
/** The alerts of a request that need not be sent again, with the channels they go to. */
export type AcceptedAlerts = z.infer<typeof ACCEPTED>['alerts'];

/** What a sender learned from one request. */
export type PostAnswer =
  | { readonly kind: 'accepted'; readonly alerts: AcceptedAlerts }
  /** A 5xx or no answer: a sender comes again. */
  | { readonly kind: 'again'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Where the relay is, and the tokens to use it with. */
export interface RelayAccess {
  readonly url: string;
  readonly adminToken: string;
  readonly ingestToken: string;
}

/** Time a sender gives the relay, ms; OCP's own figure. */
const TIMEOUT_MS = 10_000;
/** Pages of a list before it is taken for endless; a page has up to 1,000 rows. */
const MAX_PAGES = 100;

/** A relay as senders and operators use it: over HTTP and nothing else. */
export class RelayClient {
  readonly #access: RelayAccess;

  constructor(access: RelayAccess) {
    this.#access = access;
  }

  /** Creates a channel; throws with the relay's own words when it is refused. */
  async createChannel(channel: unknown): Promise<void> {
    const response = await this.#fetch('POST', '/v1/channels', this.#access.adminToken, JSON.stringify(channel));
    if (response.status !== 201)
      throw new Error(`the channel was refused: ${response.status} ${await response.text()}`);
  }

  /** Sends alerts as a sender would. Nothing is thrown. */
  async post(path: string, body: string): Promise<PostAnswer> {
    try {
      const response = await this.#fetch('POST', path, this.#access.ingestToken, body);
      const text = await response.text();
      if (response.status === 200) return { kind: 'accepted', alerts: ACCEPTED.parse(JSON.parse(text)).alerts };
      const why = `${response.status} ${text.slice(0, 300)}`;

      return { kind: response.status >= 500 ? 'again' : 'refused', why };
    } catch (error) {
      return { kind: 'again', why: String(error) };
    }
  }

  /** The whole ledger of alerts, or only the rows in one state. */
  async alerts(state?: LedgerRow['state']): Promise<readonly LedgerRow[]> {
    return this.#list('/v1/alerts', state === undefined ? {} : { state }, (row) => ROW.parse(row));
  }

  /** Every attempt recorded so far. */
  async deliveries(): Promise<readonly DeliveryRow[]> {
    return this.#list('/v1/deliveries', {}, (row) => DELIVERY.parse(row));
  }

  async #list<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    parse: (row: unknown) => T,
  ): Promise<readonly T[]> {
    const rows: T[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const search: string = new URLSearchParams({
        ...query,
        limit: '1000',
        ...(cursor === null ? {} : { cursor }),
      }).toString();
      const response = await this.#fetch('GET', `${path}?${search}`, this.#access.adminToken);
      if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      const list = z
        .object({ items: z.array(z.unknown()), cursor: z.nullable(z.string()) })
        .parse(await response.json());
      rows.push(...list.items.map(parse));
      cursor = list.cursor;
      if (cursor === null) return rows;
    }

    throw new Error(`GET ${path} has more than ${MAX_PAGES} pages`);
  }

  #fetch(method: string, path: string, token: string, body?: string): Promise<Response> {
    return fetch(`${this.#access.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    });
  }
}
