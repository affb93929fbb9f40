import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideAccess } from '#shared/access/decide-access.ts';
import { createToken, revokeToken, rotateToken, type TokenPorts } from '#shared/access/manage-tokens.ts';
import { MAX_FORMER_VALUES } from '#shared/access/rotate-token.ts';
import { shownToken, tokenIdOf } from '#shared/access/token.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { unaudited } from '#test/fakes/audit.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';

const NAMES = ['prometheus', '值班 OCP'];
const START_MS = Date.UTC(2026, 10, 21);

type Step =
  | { readonly kind: 'create'; readonly name: string; readonly life: number | undefined }
  | {
      readonly kind: 'rotate';
      readonly name: string;
      readonly overlap: number;
      readonly life: number | null | undefined;
    }
  | { readonly kind: 'revoke'; readonly name: string }
  | { readonly kind: 'wait'; readonly ms: number };

const name = fc.constantFrom(...NAMES);
const span = fc.constantFrom(0, 1, 10, 100, 1_000);
const life = fc.constantFrom(undefined, 1, 50, 500);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), name, life }),
  fc.record({
    kind: fc.constant('rotate' as const),
    name,
    overlap: span,
    life: fc.constantFrom(undefined, null, 50, 500),
  }),
  fc.record({ kind: fc.constant('revoke' as const), name }),
  fc.record({ kind: fc.constant('wait' as const), ms: span }),
);

/** What ought to be: of each value that was ever told, from when on it is refused. */
class Expected {
  readonly ends = new Map<string, { readonly name: string; readonly until: number }>();
  readonly lives = new Map<string, number>();

  told(name: string, value: string, until: number): void {
    this.ends.set(value, { name, until });
    this.lives.set(name, until);
  }

  endAll(name: string, until: number): void {
    for (const [value, end] of this.ends) {
      if (end.name === name) this.ends.set(value, { name, until: Math.min(end.until, until) });
    }
  }

  isAlive(name: string, nowMs: number): boolean {
    return nowMs < (this.lives.get(name) ?? 0);
  }

  count(name: string, nowMs: number): number {
    return [...this.ends.values()].filter((end) => end.name === name && end.until > nowMs).length;
  }
}

function world() {
  const store = createTokenStore(createInMemoryTable());
  const clock = { nowMs: START_MS };
  let made = 0;
  const ports: TokenPorts = {
    tokens: store,
    audit: unaudited,
    makeSecret: () => `fake-secret-${made++}`,
    forget: () => undefined,
    now: () => clock.nowMs,
  };
  const isValid = async (value: string) =>
    decideAccess(await store.find(shownToken(value)), 'ingest', clock.nowMs).kind === 'allowed';

  return { store, clock, ports, isValid };
}

async function run(one: Step, { clock, ports }: ReturnType<typeof world>, expected: Expected): Promise<void> {
  const { nowMs } = clock;
  if (one.kind === 'wait') {
    clock.nowMs += one.ms;
    return;
  }
  const alive = expected.isAlive(one.name, nowMs);
  if (one.kind === 'create') {
    const end = one.life === undefined ? Number.POSITIVE_INFINITY : nowMs + one.life;
    const wanted = { name: one.name, scopes: ['ingest' as const] };
    const made = await createToken(one.life === undefined ? wanted : { ...wanted, expiresAt: end }, ports);
    expect(made.kind).toBe(alive ? 'name-taken' : 'created');
    if (made.kind === 'created') expected.told(one.name, made.value, end);
    return;
  }
  if (one.kind === 'revoke') {
    const result = await revokeToken(tokenIdOf(one.name), undefined, ports);
    expect(result.kind).toBe(expected.lives.has(one.name) ? 'revoked' : 'not-found');
    expected.endAll(one.name, nowMs);
    if (alive) expected.lives.set(one.name, nowMs);
    return;
  }
  const end =
    one.life === undefined
      ? (expected.lives.get(one.name) ?? 0)
      : one.life === null
        ? Number.POSITIVE_INFINITY
        : nowMs + one.life;
  const beside = one.overlap === 0 ? 0 : expected.count(one.name, nowMs);
  const wanted = {
    overlapMs: one.overlap,
    ...(one.life === undefined ? {} : { expiresAt: one.life === null ? null : end }),
  };
  const result = await rotateToken(tokenIdOf(one.name), wanted, ports);
  if (result.kind !== 'rotated') {
    const refused = expected.lives.has(one.name) ? 'ended' : 'not-found';
    return expect(result.kind).toBe(alive ? 'too-many-values' : refused);
  }
  expect(alive && beside <= MAX_FORMER_VALUES).toBe(true);
  // A replaced value ends with its overlap; an end put off does not put off that of a value replaced before.
  expected.endAll(one.name, Math.min(nowMs + one.overlap, Number.POSITIVE_INFINITY));
  if (one.life !== undefined && one.life !== null) expected.endAll(one.name, end);
  expected.told(one.name, result.value, end);
}

describe('after any sequence of making, rotating, revoking and waiting', () => {
  test('exactly the values that ought to be are valid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const relay = world();
        const expected = new Expected();
        for (const one of steps) {
          await run(one, relay, expected);
          for (const [value, { until }] of expected.ends) {
            expect([value, await relay.isValid(value)]).toEqual([value, relay.clock.nowMs < until]);
          }
          for (const each of NAMES) {
            expect(await relay.isValid(`tocsin_${tokenIdOf(each)}_fake-secret-never-told`)).toBe(false);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('at the same time', () => {
  test('of several rotations the told values are valid, and after a revocation none is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, rotations) => {
        const { ports, store, isValid } = world();
        const tokens = {
          ...store,
          get: scheduler.scheduleFunction(store.get),
          write: scheduler.scheduleFunction(store.write),
        };
        const made = await createToken({ name: 'prometheus', scopes: ['ingest'] }, ports);
        const values = made.kind === 'created' ? [made.value] : [];
        const id = tokenIdOf('prometheus');
        const racing = [
          ...Array.from({ length: rotations }, async () => {
            const result = await rotateToken(id, { overlapMs: 1_000 }, { ...ports, tokens });
            if (result.kind === 'rotated') values.push(result.value);
          }),
          revokeToken(id, undefined, { ...ports, tokens }),
        ];
        const [revoked] = (await scheduler.waitFor(Promise.all(racing))).slice(-1);

        expect(revoked).toEqual({ kind: 'revoked' });
        for (const value of values) expect(await isValid(value)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test('of those who revoke each other in a ring one token is left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, size) => {
        const { ports, store, isValid } = world();
        const tokens = {
          ...store,
          get: scheduler.scheduleFunction(store.get),
          write: scheduler.scheduleFunction(store.write),
        };
        const values: string[] = [];
        for (let nth = 0; nth < size; nth++) {
          const made = await createToken({ name: `admin ${nth}`, scopes: ['admin'] }, ports);
          if (made.kind === 'created') values.push(made.value);
        }
        const idOf = (nth: number) => tokenIdOf(`admin ${nth % size}`);
        const racing = values.map((_, nth) => revokeToken(idOf(nth + 1), idOf(nth), { ...ports, tokens }));
        await scheduler.waitFor(Promise.all(racing));

        const valid = await Promise.all(values.map(isValid));
        expect(valid).toContain(true);
      }),
      { numRuns: 100 },
    );
  });

  test('one of two who make a token of the same name gets it', async () => {
    const { ports, isValid } = world();
    const made = await Promise.all([1, 2].map(() => createToken({ name: 'ocp', scopes: ['ingest'] }, ports)));
    const values = made.flatMap((one) => (one.kind === 'created' ? [one.value] : []));

    expect(made.map(({ kind }) => kind).sort()).toEqual(['created', 'name-taken']);
    expect(await isValid(values[0] ?? '')).toBe(true);
  });
});
