import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { admit } from '#shared/admission/admit.ts';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { AlertKey, AlertStore, DueEntry } from '#shared/admission/alert-store.ts';
import { DUE_CLASSES } from '#shared/admission/due.ts';
import { shardOf } from '#shared/admission/shard.ts';
import type { Level } from '#shared/alert/level.ts';
import { deliveryId, messageId } from '#shared/delivery/delivery-id.ts';
import { whatToTell } from '#shared/dispatching/what-to-tell.ts';
import { aChannel } from '#test/builders/channel.ts';
import { acknowledgement, freshKey, MINUTE, QUIET_MS, SECOND, T0 } from './alert-store-arrivals.ts';
import { type OpenedTable, type OpenTable, overtaken } from './alert-store-table.ts';

/** What a worker composed of what it read. */
interface Message {
  readonly id: string;
  readonly entry: DueEntry;
  readonly status: 'firing' | 'resolved';
}

/** One alert that goes back and forth, with those who receive and tell it. Time passes only by `wait`. */
class Flapper {
  readonly key: AlertKey = freshKey();
  readonly #table: OpenedTable;
  readonly #store: AlertStore;
  nowMs = T0;
  #episode = 0;
  #messages = 0;

  constructor(table: OpenedTable) {
    this.#table = table;
    this.#store = createAlertStore(table);
  }

  /** Fires or recovers, as the source says: every firing is an episode of its own. */
  async change(status: 'firing' | 'resolved', level: Level = 'warning', store = this.#store) {
    if (status === 'firing') this.#episode += 1;
    const activeAt = new Date(T0 - 3_600_000 + this.#episode * SECOND).toISOString();
    const alert = { ...ALERT, status, level, activeAt };
    const entry = { alert, fingerprint: this.key.fingerprint, receipts: 1 };

    return admit(entry, aChannel({ name: this.key.channel }), store, this.nowMs);
  }

  /** What fires becomes worse. */
  rise(level: Level) {
    this.#episode -= 1;
    return this.change('firing', level);
  }

  /** The same as `change`, by a receiver that is overtaken before its nth write. */
  overtakenChange(status: 'firing' | 'resolved', nth: number, meanwhile: () => Promise<unknown>) {
    return this.change(status, 'warning', createAlertStore(overtaken(this.#table, nth, meanwhile)));
  }

  async look(): Promise<Message | undefined> {
    const mark = { ...this.key, shard: shardOf(this.key.fingerprint) };
    const found = await Promise.all(
      DUE_CLASSES.map((one) => this.#store.due({ ...mark, class: one }, this.nowMs, 1000)),
    );
    const entry = found.flat().find(({ fingerprint }) => fingerprint === this.key.fingerprint);
    const item = await this.item();
    if (entry === undefined || item === undefined) return undefined;
    const random = String(this.#messages++).padStart(8, '0');

    return { id: messageId(this.nowMs, random), entry, status: item.status };
  }

  async acknowledge({ id, entry, status }: Message): Promise<void> {
    const { nowMs } = this;
    const delivery = deliveryId(id, this.key.channel, 0, 1);
    await this.#store.acknowledge(acknowledgement(this.key, { version: entry.version, status, delivery, nowMs }));
  }

  /** Tells what is due, if anything. */
  async tell(): Promise<Message | undefined> {
    const message = await this.look();
    if (message !== undefined) await this.acknowledge(message);
    return message;
  }

  async item(): Promise<AlertItem | undefined> {
    return (await this.#store.read([this.key]))[0];
  }

  /** Fires and recovers in turn, once a minute, each told at once; the last of five makes it flapping. */
  async flap(): Promise<void> {
    for (const status of ['firing', 'resolved', 'firing', 'resolved', 'firing'] as const) {
      this.nowMs += MINUTE;
      await this.change(status);
      if (status === 'firing' && this.#episode === 3) return;
      await this.tell();
    }
  }
}

const ALERT = {
  id: '1',
  source: 'native',
  name: 'link',
  target: '',
  summary: '',
  description: '',
  labels: {},
} as const;

/** How an alert that goes back and forth is told, and the races of the write that puts it off. */
export function defineAlertStoreFlapping(name: string, open: OpenTable, { runs }: { readonly runs: number }): void {
  describe(`an alert that goes back and forth (${name})`, () => {
    let table: OpenedTable;
    beforeAll(async () => {
      table = await open();
    });
    afterAll(() => table.stop());

    /** Flapping, and people know. */
    const flapping = async (): Promise<Flapper> => {
      const flapper = new Flapper(table);
      await flapper.flap();
      await flapper.tell();
      return flapper;
    };

    test('is told at once with its fourth change, and named as flapping', async () => {
      const flapper = new Flapper(table);
      await flapper.flap();

      expect((await flapper.look())?.entry.due).toEqual({ class: 2, atMs: flapper.nowMs, flapping: true });
      expect(await flapper.item()).toMatchObject({ flapping: { changes: 4, sinceMs: T0 + 2 * MINUTE } });
    });

    test('is told once more when the quiet time ends, in its last state, with how often it changed', async () => {
      const flapper = await flapping();
      const toldAt = flapper.nowMs;
      for (const status of ['resolved', 'firing', 'resolved', 'firing', 'resolved'] as const) {
        flapper.nowMs += MINUTE;
        const admission = await flapper.change(status);
        expect(admission).toMatchObject({ admitted: { madeDue: { atMs: toldAt + QUIET_MS, flapping: true } } });
        expect(await flapper.look()).toBeUndefined();
      }
      flapper.nowMs = toldAt + QUIET_MS;

      expect(await flapper.tell()).toMatchObject({ status: 'resolved', entry: { due: { flapping: true } } });
      expect(await flapper.item()).toMatchObject({ told: 'resolved' });
      expect(await flapper.item()).not.toHaveProperty('dueAt');
    });

    test('keeps its count and its due time when it repeats', async () => {
      const flapper = await flapping();
      const dueAt = flapper.nowMs + QUIET_MS;
      flapper.nowMs += MINUTE;
      await flapper.change('resolved');
      await flapper.change('firing');
      const before = await flapper.item();
      await createAlertStore(table).fire({
        ...flapper.key,
        status: 'firing',
        level: 3,
        receipts: 1,
        brief: before?.brief ?? '',
        content: new Uint8Array(),
        nowMs: flapper.nowMs + SECOND,
        due: { class: 2, atMs: flapper.nowMs + SECOND },
      });

      expect(await flapper.item()).toMatchObject({ dueAt, flapping: { changes: 6 } });
    });

    test('is told at once again after ten minutes without a change, as any other', async () => {
      const flapper = await flapping();
      flapper.nowMs += QUIET_MS + 1;
      await flapper.change('resolved');
      const message = await flapper.tell();

      expect(message?.entry.due).toEqual({ class: 1, atMs: flapper.nowMs });
      expect(await flapper.item()).not.toHaveProperty('flapping');
    });

    test('is told at once when it becomes worse than people know', async () => {
      const flapper = await flapping();
      flapper.nowMs += MINUTE;
      await flapper.change('resolved');
      await flapper.change('firing', 'down');

      expect((await flapper.look())?.entry.due).toEqual({ class: 0, atMs: flapper.nowMs, flapping: true });
    });

    test('does not count a rise in level as a change', async () => {
      const flapper = new Flapper(table);
      await flapper.change('firing');
      await flapper.change('resolved');
      await flapper.change('firing');
      flapper.nowMs += QUIET_MS + MINUTE;
      await flapper.rise('critical');
      for (const status of ['resolved', 'firing', 'resolved'] as const) {
        flapper.nowMs += SECOND;
        await flapper.change(status);
      }

      // Three changes and a rise within ten minutes.
      expect(await flapper.item()).toMatchObject({ version: 7, dueAt: flapper.nowMs });
      expect(await flapper.item()).not.toHaveProperty('flapping');
    });

    describe('between the write of a change and the write that puts it off', () => {
      test('is told, and stays told', async () => {
        const flapper = await flapping();
        flapper.nowMs += MINUTE;
        await flapper.overtakenChange('resolved', 2, () => flapper.tell());

        expect(await flapper.item()).toMatchObject({ status: 'resolved', told: 'resolved' });
        expect(await flapper.item()).not.toHaveProperty('dueAt');
      });

      test('is read by a worker, which tells it after all', async () => {
        const flapper = await flapping();
        flapper.nowMs += MINUTE;
        let early: Message | undefined;
        await flapper.overtakenChange('resolved', 2, async () => {
          early = await flapper.look();
        });
        expect(await flapper.look()).toBeUndefined();
        if (early !== undefined) await flapper.acknowledge(early);

        expect(await flapper.item()).toMatchObject({ told: 'resolved' });
        expect(await flapper.item()).not.toHaveProperty('dueAt');
      });

      test('becomes worse than people know, and that is told at once', async () => {
        const flapper = await flapping();
        flapper.nowMs += MINUTE;
        await flapper.overtakenChange('resolved', 2, () => flapper.change('firing', 'down'));

        expect((await flapper.look())?.entry.due).toEqual({ class: 0, atMs: flapper.nowMs, flapping: true });
      });

      test('changes again, and the newer change waits for the quiet time', async () => {
        const flapper = await flapping();
        const dueAt = flapper.nowMs + QUIET_MS;
        flapper.nowMs += MINUTE;
        await flapper.overtakenChange('resolved', 2, () => flapper.change('firing'));

        expect(await flapper.item()).toMatchObject({ status: 'firing', dueAt });
      });
    });

    test('ends told in its last state, in order and in time, whatever comes between', {
      timeout: 120_000,
    }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 30 }), (steps) =>
          history(new Flapper(table), steps),
        ),
        { numRuns: runs },
      );
    });
  });
}

type Step =
  | { readonly kind: 'change'; readonly level: Level }
  /** A change whose receiver is overtaken before its nth write. */
  | { readonly kind: 'overtaken'; readonly nth: number; readonly by: 'look' | 'tell' | 'acknowledge' }
  | { readonly kind: 'look' }
  | { readonly kind: 'acknowledge'; readonly nth: number }
  | { readonly kind: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      level: fc.constantFrom('warning' as const, 'warning' as const, 'down' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('overtaken' as const),
      nth: fc.integer({ min: 1, max: 3 }),
      by: fc.constantFrom('look' as const, 'tell' as const, 'acknowledge' as const),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'look' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), nth: fc.nat({ max: 2 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, SECOND, MINUTE, QUIET_MS) }),
  },
);

/** Changes, looks, and acknowledgements late or doubled, in any order; then what is left is told. */
async function history(flapper: Flapper, steps: readonly Step[]): Promise<void> {
  const messages: Message[] = [];
  let status: 'firing' | 'resolved' = 'resolved';
  let toldVersion = 0;
  let changed = false;
  const look = async () => {
    const message = await flapper.look();
    if (message === undefined) return;
    expect(whatToTell({ ...(await present(flapper)) }, 'sent').kind, 'what is due has something to say').toBe('tell');
    messages.push(message);
  };
  const acknowledge = async (nth: number) => {
    const message = messages.at(-1 - nth);
    if (message !== undefined) await flapper.acknowledge(message);
  };
  const flip = () => {
    status = status === 'firing' ? 'resolved' : 'firing';
    changed = true;
    return status;
  };
  const run = async (one: Step): Promise<void> => {
    if (one.kind === 'change') await flapper.change(flip(), one.level);
    if (one.kind === 'look') await look();
    if (one.kind === 'acknowledge') await acknowledge(one.nth);
    if (one.kind === 'wait') flapper.nowMs += one.ms;
    if (one.kind === 'overtaken') {
      await flapper.overtakenChange(flip(), one.nth, () =>
        one.by === 'acknowledge' ? acknowledge(0) : one.by === 'look' ? look() : flapper.tell(),
      );
    }
  };

  for (const one of steps) {
    await run(one);
    flapper.nowMs += 1;
    const item = await flapper.item();
    if (item === undefined) continue;
    expect(item.status, 'the item is as the source said last').toBe(status);
    expect(item.toldVersion ?? 0, 'what is told never goes back').toBeGreaterThanOrEqual(toldVersion);
    toldVersion = item.toldVersion ?? 0;
    if (toldVersion < item.version) {
      expect(item.dueAt, 'what is untold waits').toBeDefined();
      expect(item.dueAt, 'and no longer than the quiet time').toBeLessThanOrEqual(flapper.nowMs + QUIET_MS);
    }
  }
  if (!changed) return;
  flapper.nowMs += QUIET_MS;
  await flapper.tell();

  const end = await flapper.item();
  expect(end, 'the last state is told').toMatchObject({ status, told: status, toldVersion: end?.version });
  expect(end).not.toHaveProperty('dueAt');
}

async function present(flapper: Flapper): Promise<AlertItem> {
  const item = await flapper.item();
  if (item === undefined) throw new Error('the alert is gone');
  return item;
}
