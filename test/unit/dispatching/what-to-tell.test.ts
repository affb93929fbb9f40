import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AlertItem, OVER_CAP } from '#shared/admission/alert-item.ts';
import { whatToTell } from '#shared/dispatching/what-to-tell.ts';

function anItem(overrides: Partial<AlertItem>): AlertItem {
  return {
    channel: 'dba',
    fingerprint: 'AAAAAAAAAAAAAAAAAAAAAA',
    status: 'firing',
    episode: '2026-11-21T00:00:00.000Z',
    level: 3,
    version: 1,
    receipts: 1,
    brief: '',
    content: new Uint8Array(),
    firstAt: 0,
    lastAt: 0,
    deliveries: [],
    ...overrides,
  };
}

describe('what is told follows from what was told and what is now', () => {
  test.each<[string, Partial<AlertItem>, string]>([
    ['nothing told, firing', {}, 'new'],
    ['nothing told, over', { status: 'resolved', version: 2 }, 'fired-and-recovered'],
    ['nothing ever seen but its end', { status: 'resolved', version: 1 }, 'recovered'],
    ['told firing, still firing', { told: 'firing', toldVersion: 1 }, 'repeat'],
    ['told firing, worse now', { told: 'firing', toldVersion: 1, toldLevel: 3, version: 2, level: 2 }, 'escalated'],
    ['told firing, fired anew', { told: 'firing', toldVersion: 1, toldLevel: 3, version: 3 }, 'refired'],
    ['told firing, over', { told: 'firing', toldVersion: 1, status: 'resolved', version: 2 }, 'recovered'],
    ['told over, firing', { told: 'resolved', toldVersion: 2, version: 3 }, 'refired'],
    [
      'told over, over again',
      { told: 'resolved', toldVersion: 2, status: 'resolved', version: 4 },
      'fired-and-recovered',
    ],
  ])('%s', (_, state, change) => {
    expect(whatToTell(anItem(state), 'sent')).toEqual({ kind: 'tell', change });
  });

  test('the end of what was put off is told where a group may have seen it fire', () => {
    const heldBack = { reason: 'silenced', by: 's', atMs: 0, untilMs: 9 };
    const change = { kind: 'tell', change: 'fired-and-recovered' };

    expect(whatToTell(anItem({ status: 'resolved', version: 2, heldBack, maybeShown: true }), 'sent')).toEqual(change);
  });

  test.each<[string, Partial<AlertItem>, string]>([
    ['an end told already', { told: 'resolved', toldVersion: 2, status: 'resolved', version: 2 }, 'told-already'],
    ['an end where none is wanted', { told: 'firing', toldVersion: 1, status: 'resolved', version: 2 }, 'recovery-off'],
    [
      'the end of what was masked',
      { status: 'resolved', version: 2, suppressed: 'masked-at-source-silenced' },
      'masked-at-source-silenced',
    ],
    [
      'the end of what was put off, and nobody heard of',
      { status: 'resolved', version: 2, heldBack: { reason: 'silenced', by: 's', atMs: 0, untilMs: 9 } },
      'silenced',
    ],
    [
      'the end of what was masked after another episode was told',
      { told: 'resolved', toldVersion: 2, status: 'resolved', version: 4, suppressed: 'masked-at-source-silenced' },
      'masked-at-source-silenced',
    ],
  ])('%s is not told, with the reason', (_, state, reason) => {
    expect(whatToTell(anItem(state), 'not-sent')).toEqual({ kind: 'nothing', reason });
  });
});

/** The ways an end is kept quiet: by the channel as it is now, or by what was noted when it came. */
const QUIETLY = [
  ['not-sent', {}],
  ['not-sent', { suppressed: 'recovery-off' }],
  ['sent', { suppressed: 'recovery-off' }],
  ['sent', { suppressed: 'recovery-outside-window' }],
  ['sent', { suppressed: 'closed-silent' }],
] as const;

describe.each(QUIETLY)('where an end is kept quiet (recoveries %s, %o)', (recovery, kept) => {
  const over = (state: Partial<AlertItem>) => whatToTell(anItem({ status: 'resolved', ...kept, ...state }), recovery);
  const reason = 'suppressed' in kept ? kept.suppressed : 'recovery-off';
  const putOff = (held: string) => ({ heldBack: { reason: held, by: 's', atMs: 0, untilMs: 9 } });

  test('the end alone of what was told is not told', () => {
    expect(over({ told: 'firing', toldVersion: 3, version: 4 })).toEqual({ kind: 'nothing', reason });
  });

  test.each<[string, Partial<AlertItem>]>([
    ['that was never told', { version: 2 }],
    ['of a new episode', { told: 'firing', toldVersion: 1, version: 4 }],
    ['that rose since it was told', { told: 'firing', toldVersion: 1, toldLevel: 3, level: 1, version: 3 }],
    ['of a new episode, where the last one was told as over', { told: 'resolved', toldVersion: 2, version: 4 }],
    ['that was recorded before it was to be told', { told: 'resolved', toldVersion: 2, version: 3 }],
    ['beyond the limits of its rule', { told: 'firing', toldVersion: 1, version: 4, ...putOff(OVER_CAP) }],
  ])('a firing %s is told all the same', (_, state) => {
    expect(over(state)).toEqual({ kind: 'tell', change: 'fired-and-recovered' });
  });

  test('a firing that was put off, and over before people were to hear of it, is not', () => {
    const put = { told: 'firing', toldVersion: 1, ...putOff('silenced') } as const;

    expect(over({ ...put, version: 4 })).toEqual({ kind: 'nothing', reason: 'silenced' });
    expect(over({ ...put, version: 2 })).toEqual({ kind: 'nothing', reason });
  });

  test('a message that told all is not followed by another', () => {
    expect(over({ told: 'resolved', toldVersion: 4, version: 4 })).toEqual({ kind: 'nothing', reason: 'told-already' });
  });
});

/** What happens to an alert, in the versions and marks it leaves; undefined where it can't happen now. */
function after(what: 'fires' | 'rises' | 'ends', { suppressed: _, ...item }: AlertItem, kept: Partial<AlertItem>) {
  const version = item.version + 1;
  if (what === 'ends')
    return item.status === 'firing' ? { ...item, ...kept, status: 'resolved' as const, version } : undefined;
  if (what === 'fires')
    return item.status === 'resolved' ? { ...item, status: 'firing' as const, level: 3 as const, version } : undefined;
  return item.status === 'firing' && item.level === 3 ? { ...item, level: 1 as const, version } : undefined;
}

function acknowledged({ suppressed: _, ...item }: AlertItem): AlertItem {
  return { ...item, told: item.status, toldVersion: item.version, toldLevel: item.level };
}

test('whatever happens between looks, a firing and a rise are told, and a quiet end alone never is', () => {
  const life = fc.array(fc.constantFrom('fires', 'rises', 'ends', 'a look'), { maxLength: 15 });
  fc.assert(
    fc.property(life, fc.constantFrom(...QUIETLY), (steps, [recovery, kept]) => {
      let item = anItem({});
      let isUntold = true;
      for (const step of [...steps, 'a look'] as const) {
        if (step === 'a look') {
          const telling = whatToTell(item, recovery);
          expect(telling.kind).toBe(isUntold || item.status === 'firing' ? 'tell' : 'nothing');
          if (telling.kind === 'nothing') continue;
          item = acknowledged(item);
          isUntold = false;
          continue;
        }
        const next = after(step, item, kept);
        if (next !== undefined && step !== 'ends') isUntold = true;
        item = next ?? item;
      }
    }),
  );
});
