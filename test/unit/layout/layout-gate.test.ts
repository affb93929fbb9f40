import { expect, test } from 'vitest';
import type { LayoutMark } from '#shared/layout/layout.ts';
import { createLayoutGate, LayoutError } from '#shared/layout/layout-gate.ts';

const OWN: LayoutMark = { version: 2, readableFrom: 1 };

function start(found?: LayoutMark) {
  const state = { mark: found, isDown: false, nowMs: 0, reads: 0, raised: [] as LayoutMark[] };
  const store = {
    read: async () => {
      state.reads += 1;
      if (state.isDown) throw new Error('no answer');
      return state.mark;
    },
    raise: async (mark: LayoutMark) => {
      state.raised.push(mark);
      state.mark = mark;
    },
  };
  const gate = createLayoutGate(store, { own: OWN, lookEveryMs: 60_000, now: () => state.nowMs });

  return { state, gate };
}

test('what is not marked, or by an older version, is marked before the first use', async () => {
  for (const found of [undefined, { version: 1, readableFrom: 1 }]) {
    const { state, gate } = start(found);
    await Promise.all([gate.pass(), gate.pass(), gate.pass()]);

    expect(state).toMatchObject({ reads: 1, raised: [OWN] });
  }
});

test('the mark is looked at once in a while, and left as it is', async () => {
  const { state, gate } = start({ version: 3, readableFrom: 2 });
  for (const nowMs of [0, 1, 59_999, 60_000, 100_000]) {
    state.nowMs = nowMs;
    await gate.pass();
  }

  expect(state).toMatchObject({ reads: 2, raised: [] });
});

test('what newer code has taken over while the process lived is not touched any more, until it is given back', async () => {
  const { state, gate } = start(OWN);
  await gate.pass();
  state.mark = { version: 4, readableFrom: 3 };
  await gate.pass();

  state.nowMs = 60_000;
  await expect(gate.pass()).rejects.toThrow(LayoutError);
  await expect(gate.pass()).rejects.toThrow('layout 4, which a version that knows layout 2 must not touch');
  expect(state.reads).toBe(2);

  state.mark = OWN;
  state.nowMs = 120_000;
  await gate.pass();
});

test('a mark that can not be read again does not open the table that was refused', async () => {
  const { state, gate } = start(OWN);
  await gate.pass();
  state.mark = { version: 4, readableFrom: 3 };
  state.nowMs = 60_000;
  await expect(gate.pass()).rejects.toThrow(LayoutError);

  state.isDown = true;
  state.nowMs = 120_000;
  await expect(gate.pass()).rejects.toThrow('no answer');
});

test('a table that does not answer is asked again at once, unless it was known before', async () => {
  const { state, gate } = start(OWN);
  state.isDown = true;
  await expect(gate.pass()).rejects.toThrow('no answer');
  state.isDown = false;
  await gate.pass();

  state.isDown = true;
  state.nowMs = 60_000;
  await gate.pass();
  expect(state.reads).toBe(3);
});
