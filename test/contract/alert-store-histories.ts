import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { admit } from '#shared/admission/admit.ts';
import type { AlertKey, AlertStore } from '#shared/admission/alert-store.ts';
import { DUE_CLASSES } from '#shared/admission/due.ts';
import { shardOf } from '#shared/admission/shard.ts';
import { LEVELS } from '#shared/alert/level.ts';
import { whatToTell } from '#shared/dispatching/what-to-tell.ts';
import { aChannel } from '#test/builders/channel.ts';
import {
  acknowledgement,
  DAY,
  deliveryOf,
  EPISODES,
  freshKey,
  MINUTE,
  QUIET_MS,
  rawItem,
  SECOND,
  T0,
} from './alert-store-arrivals.ts';
import { type OpenedTable, type OpenTable, overtaken } from './alert-store-table.ts';

/** The level that is never a rise. */
const LEAST = LEVELS.length - 1;

/** One thing that happens to an alert, or to a worker that tells it. */
type SimpleStep =
  | {
      readonly kind: 'arrive';
      readonly status: 'firing' | 'resolved';
      readonly episode: number;
      readonly level: number;
    }
  /** A worker reads what is due and composes a message of it. */
  | { readonly kind: 'look' }
  /** The nth message under way is acknowledged; it may be acknowledged again later. */
  | { readonly kind: 'acknowledge'; readonly nth: number }
  /** A worker that nobody overtakes tells what is due. */
  | { readonly kind: 'tell' }
  /** It fires as before, or in a new episode. */
  | { readonly kind: 'repeat' | 'fire anew' }
  | { readonly kind: 'wait'; readonly ms: number };

/** The same, or an end between whose two writes somebody else does such a thing; right after it where it has but one. */
type Step = SimpleStep | { readonly kind: 'end'; readonly meanwhile: SimpleStep };

const simpleStep: fc.Arbitrary<SimpleStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('arrive' as const),
      status: fc.constantFrom('firing' as const, 'firing' as const, 'resolved' as const),
      episode: fc.nat({ max: EPISODES.length - 1 }),
      level: fc.nat({ max: LEVELS.length - 1 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'look' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), nth: fc.nat({ max: 3 }) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'tell' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'repeat' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'fire anew' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(SECOND, MINUTE, QUIET_MS) }),
  },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: simpleStep },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), meanwhile: simpleStep }) },
);

/** What an alert is after all that arrived, whoever was told what. */
interface Truth {
  readonly status: 'firing' | 'resolved';
  readonly episode: string;
}

/** A firing or an end of an episode that is over, or older than the one known, is late and changes nothing. */
function after(truth: Truth | undefined, status: 'firing' | 'resolved', episode: string): Truth {
  if (truth === undefined || episode > truth.episode) return { status, episode };
  if (episode < truth.episode || truth.status === 'resolved') return truth;

  return { status, episode };
}

/** What a worker composed of what it read. */
interface Message {
  readonly number: number;
  readonly attempt: number;
  readonly version: number;
  readonly status: 'firing' | 'resolved';
}

function idOf({ number, attempt }: Message): string {
  return deliveryOf(number, attempt);
}

/** Whether the channel tells ends. */
type Ends = 'told' | 'quiet';

/** One alert, its tellers, and what must hold after each step. */
class History {
  readonly #key: AlertKey = freshKey();
  readonly #table: Table;
  readonly #store: AlertStore;
  #nowMs = T0;
  #truth: Truth | undefined;
  #arrived = 0;
  #messages: Message[] = [];
  /** The version of the last firing that is news, or rise. */
  #news = 0;
  readonly #ends: Ends;

  constructor(table: Table, ends: Ends) {
    this.#table = table;
    this.#ends = ends;
    this.#store = createAlertStore(table);
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const one of steps) {
      await this.#take(one);
      this.#nowMs += 1;
      await this.#check();
    }
    await this.#tellAll();
    await this.#checkEnd();
  }

  async #take(one: Step): Promise<void> {
    switch (one.kind) {
      case 'arrive':
        return this.#arrive(one.status, EPISODES[one.episode] ?? EPISODES[0], one.level);
      case 'look':
        return this.#look();
      case 'tell':
        return this.#tell();
      case 'repeat':
        return this.#arrive('firing', this.#truth?.episode ?? EPISODES[0], LEAST);
      case 'fire anew':
        return this.#arrive('firing', this.#nextEpisode(), LEAST);
      case 'acknowledge':
        return this.#acknowledge(one.nth);
      case 'wait':
        this.#nowMs += one.ms;
        return;
      case 'end':
        return this.#end(one.meanwhile);
      default:
        one satisfies never;
    }
  }

  /** Of the episode that fires, or nothing: then only what would have come in between happens. */
  async #end(meanwhile: SimpleStep): Promise<void> {
    const before = await this.#item();
    if (before?.status !== 'firing') return this.#take(meanwhile);
    let isDone = false;
    const other = async () => {
      isDone = true;
      this.#truth = after(this.#truth, 'resolved', before.episode);
      this.#arrived += 1;
      await this.#take(meanwhile);
    };
    // In a channel that tells ends it has one write.
    const slow = createAlertStore(overtaken(this.#table, 2, other));
    await this.#admit(slow, 'resolved', before.episode, LEAST);
    if (!isDone) await other();
  }

  #nextEpisode(): string {
    const latest = this.#truth?.episode;
    return latest === undefined ? EPISODES[0] : new Date(Date.parse(latest) + SECOND).toISOString();
  }

  async #arrive(status: 'firing' | 'resolved', activeAt: string, level: number): Promise<void> {
    this.#truth = after(this.#truth, status, activeAt);
    const before = await this.#item();
    const admission = await this.#admit(this.#store, status, activeAt, level);
    const now = await this.#item();
    if (admission.kind === 'merged') {
      expect(now).toEqual(before);
      return;
    }

    this.#arrived += 1;
    const moved = now?.version !== before?.version;
    if (moved && status === 'firing') this.#news = now?.version ?? 0;
    if (status === 'resolved' && this.#ends === 'quiet') {
      // Of an end that was told only in part before, the look ends what is due.
      const wasTold = before?.status === 'firing' && (before.toldVersion ?? 0) >= this.#news;
      if (wasTold) expect(now?.dueAt, 'what has nothing left to tell does not wait').toBeUndefined();
      return;
    }
    expect(now?.dueAt, 'what arrived waits').toBeDefined();
    if (moved) expect(now?.dueAt, 'a transition is due at once').toBe(this.#nowMs);
    if (moved || before?.dueAt === undefined) {
      expect(admission, 'and someone is woken').toMatchObject({ admitted: { madeDue: { atMs: now?.dueAt } } });
    }
  }

  #admit(store: AlertStore, status: 'firing' | 'resolved', activeAt: string, level: number) {
    const alert = {
      id: '1',
      source: 'native',
      name: 'disk full',
      target: '',
      summary: '',
      description: '',
      labels: {},
      level: LEVELS[level] ?? 'warning',
      status,
      activeAt,
    };
    const { channel: name, fingerprint } = this.#key;
    const channel = aChannel({ name });
    const { message } = channel;
    const entry = { alert, fingerprint, receipts: 1 };
    return admit(entry, { ...channel, message: { ...message, recovery: this.#ends === 'told' } }, store, this.#nowMs);
  }

  async #look(): Promise<void> {
    const found = await Promise.all(
      DUE_CLASSES.map((one) =>
        this.#store.due({ ...this.#key, shard: shardOf(this.#key.fingerprint), class: one }, this.#nowMs, 10),
      ),
    );
    const item = await this.#item();
    const entry = found.flat().find(({ fingerprint }) => fingerprint === this.#key.fingerprint);
    if (item === undefined || entry === undefined) return;
    const telling = whatToTell(item, this.#ends === 'told' ? 'sent' : 'not-sent');
    if (telling.kind === 'nothing') {
      const withheld = { ...this.#key, version: entry.version, expiresAtMs: this.#nowMs + DAY };
      await this.#store.withhold(withheld, telling.reason);
      return;
    }
    // A lane has one message at a time: who takes over from another worker tells the same message once more.
    const latest = this.#messages.at(-1);
    const isNew = latest === undefined || latest.version !== entry.version || this.#isTold(latest, item.deliveries);
    this.#messages.push({
      number: isNew ? this.#messages.length + 1 : latest.number,
      attempt: isNew ? 1 : latest.attempt + 1,
      version: entry.version,
      status: item.status,
    });
  }

  #isTold({ number }: Message, deliveries: readonly string[]): boolean {
    return this.#messages.some((one) => one.number === number && deliveries.includes(idOf(one)));
  }

  async #acknowledge(nth: number): Promise<void> {
    const message = this.#messages.at(-1 - nth);
    if (message === undefined) return;
    const before = await rawItem(this.#table, this.#key);
    const again = this.#isTold(message, (await this.#item())?.deliveries ?? []);
    const held = (await this.#item())?.dueAt;
    await this.#write(message);
    if (held !== undefined && held > this.#nowMs) {
      expect((await this.#item())?.dueAt, 'what is held stays held').toBe(held);
    }
    if (again) expect(await rawItem(this.#table, this.#key), 'done twice it changes nothing').toEqual(before);
  }

  async #write(message: Message): Promise<void> {
    const { version, status } = message;
    const told = { version, status, delivery: idOf(message), nowMs: this.#nowMs };
    await this.#store.acknowledge(acknowledgement(this.#key, told));
  }

  async #check(): Promise<void> {
    const raw = await rawItem(this.#table, this.#key);
    if (raw === undefined) return;
    expect(raw['due'] !== undefined && raw['exp'] !== undefined, 'it never expires while it waits').toBe(false);
    const item = await this.#item();
    expect(item).toMatchObject({ ...this.#truth, receipts: this.#arrived });
    if (item?.status === 'resolved' && this.#ends === 'quiet') {
      if ((item.toldVersion ?? 0) < this.#news) expect(item.dueAt, 'a firing that is untold waits').toBeDefined();
      return;
    }
    const untold = item?.toldVersion !== item?.version || (item?.toldReceipts ?? 0) < this.#arrived;
    if (untold) expect(item?.dueAt, 'what is untold waits').toBeDefined();
  }

  /** Whoever comes later tells what is left: no more than once what waits now, and once what is held. */
  async #tellAll(): Promise<void> {
    for (const ms of [0, QUIET_MS]) {
      this.#nowMs += ms;
      await this.#tell();
    }
  }

  async #tell(): Promise<void> {
    const before = this.#messages.length;
    await this.#look();
    for (const message of this.#messages.slice(before)) await this.#write(message);
  }

  async #checkEnd(): Promise<void> {
    const item = await this.#item();
    if (item === undefined) return;
    if (item.status === 'resolved' && this.#ends === 'quiet') {
      expect(item).toMatchObject({ ...this.#truth, receipts: this.#arrived });
      expect(item.toldVersion ?? 0, 'every firing was told').toBeGreaterThanOrEqual(this.#news);
      expect(item).not.toHaveProperty('dueAt');
      return;
    }
    expect(item).toMatchObject({
      ...this.#truth,
      told: item.status,
      toldVersion: item.version,
      toldReceipts: this.#arrived,
    });
    expect(item).not.toHaveProperty('dueAt');
    const shown = await rawItem(this.#table, this.#key);
    expect(shown).toHaveProperty('exp');
  }

  async #item() {
    return (await this.#store.read([this.#key]))[0];
  }
}

/** Any order of arrivals, looks and acknowledgements, the late and the doubled ones among them, against a simple model. */
export function defineAlertStoreHistories(name: string, open: OpenTable, { runs }: { readonly runs: number }): void {
  describe(`the history of an alert (${name})`, () => {
    let table: OpenedTable;
    beforeAll(async () => {
      table = await open();
    });
    afterAll(() => table.stop());

    test.each([
      ['loses no transition and no repeat', 'told'],
      ['loses no firing and no repeat where its end is kept quiet', 'quiet'],
    ] as const)('%s, in whatever order it happens', { timeout: 120_000 }, async (_, ends) => {
      const history = fc.array(step, { minLength: 3, maxLength: 25, size: 'max' });
      await fc.assert(
        fc.asyncProperty(history, (steps) => new History(table, ends).run(steps)),
        { numRuns: runs },
      );
    });
  });
}
