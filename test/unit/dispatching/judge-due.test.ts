import { describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { judgeHeld, postponedDue } from '#shared/dispatching/judge-due.ts';

const HOLDERS = [
  { id: 'short', reason: 'silenced' as const, untilMs: 1_000 },
  { id: 'long', reason: 'silenced' as const, untilMs: 3_000 },
  { id: 'middle', reason: 'silenced' as const, untilMs: 2_000 },
];

describe('what something holds back', () => {
  test.each<[string, Pick<AlertItem, 'status' | 'told'>, 'postpone' | 'withhold']>([
    ['fires and was never told', { status: 'firing' }, 'postpone'],
    ['fires and was told', { status: 'firing', told: 'firing' }, 'postpone'],
    ['fires anew after its end was told', { status: 'firing', told: 'resolved' }, 'postpone'],
    ['is over, and people know that it fired', { status: 'resolved', told: 'firing' }, 'postpone'],
    ['is over, and nobody heard of it', { status: 'resolved' }, 'withhold'],
    ['is over again, and nobody heard that it had fired again', { status: 'resolved', told: 'resolved' }, 'withhold'],
  ])('%s', (_state, item, kind) => {
    expect(judgeHeld(item, HOLDERS)).toEqual({
      kind,
      reason: 'silenced',
      by: 'long',
      ...(kind === 'postpone' ? { untilMs: 3_000 } : {}),
    });
  });

  test('is over, and a group may have seen it fire in a message whose answer was lost: it is told, and that is remembered', () => {
    const put = { kind: 'postpone', untilMs: 3_000, maybeShown: true };
    const maybeShown = true;

    expect(judgeHeld({ status: 'resolved', maybeShown }, HOLDERS)).toMatchObject(put);
    expect(judgeHeld({ status: 'resolved', told: 'resolved', maybeShown }, HOLDERS)).toMatchObject(put);
    expect(judgeHeld({ status: 'firing', maybeShown }, HOLDERS)).toMatchObject(put);
  });

  test('is held for the reason of what lasts longest', () => {
    const inhibitor = { id: 'rule/1', reason: 'masked-at-source-inhibited' as const, untilMs: 2_500 };
    expect(judgeHeld({ status: 'firing' }, [...HOLDERS.slice(0, 1), inhibitor])).toEqual({
      kind: 'postpone',
      reason: 'masked-at-source-inhibited',
      by: 'rule/1',
      untilMs: 2_500,
    });
  });

  test.each(['firing', 'resolved'] as const)('by nothing is told: %s', (status) => {
    expect(judgeHeld({ status }, [])).toEqual({ kind: 'tell' });
  });
});

test('what is put off is due then, as urgent and as flapping as before', () => {
  expect(postponedDue({ class: 0, atMs: 1_000, flapping: true }, 3_000)).toEqual({
    class: 0,
    atMs: 3_000,
    flapping: true,
  });
  expect(postponedDue({ class: 2, atMs: 1_000 }, 3_000)).toEqual({ class: 2, atMs: 3_000 });
});
