import { beforeEach, describe, expect, test } from 'vitest';
import { applySilences, type FileSilence } from '#shared/silences/apply-silences.ts';
import type { SilenceStore } from '#shared/silences/silence-store.ts';
import { aSilence } from '#test/contract/silence-store.ts';
import { recordedAudit } from '#test/fakes/audit.ts';
import { fakeSilenceStore } from '#test/fakes/silence-store.ts';

const NOW = Date.UTC(2026, 10, 21);
const DAY = 86_400_000;

let nowMs = NOW;
let silences: SilenceStore;
let audit: ReturnType<typeof recordedAudit>;
beforeEach(() => {
  audit = recordedAudit();
  nowMs = NOW;
  silences = fakeSilenceStore(() => nowMs);
});

const NIGHTS: FileSilence = {
  matchers: ['level=info'],
  excludedObjects: [],
  startsAt: 0,
  endsAt: NOW + 100 * DAY,
  daily: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' },
  remark: 'nights',
  author: 'tocsin.yaml',
};
const apply = (...file: readonly FileSilence[]) =>
  applySilences(file, ['dba'], { silences, now: () => nowMs, audit: audit.audit });
const kept = async () =>
  (await silences.listAll()).map(({ remark, startsAt, endedAt }) => ({ remark, startsAt, endedAt }));

describe('the silences of a file', () => {
  test('are made, from now on where they do not say since when', async () => {
    expect(await apply(NIGHTS, { ...NIGHTS, remark: 'later', startsAt: NOW + DAY })).toEqual([]);

    expect(await kept()).toEqual(
      expect.arrayContaining([
        { remark: 'nights', startsAt: NOW, endedAt: undefined },
        { remark: 'later', startsAt: NOW + DAY, endedAt: undefined },
      ]),
    );
    expect((await silences.listAll()).map(({ origin }) => origin)).toEqual(['file', 'file']);
  });

  test('are the same when the file is applied again, with what they counted', async () => {
    await apply(NIGHTS);
    const [first] = await silences.listAll();
    await silences.count(first?.id ?? '', 3);
    nowMs += DAY;
    await apply(NIGHTS);

    expect(await silences.listAll()).toEqual([{ ...first, suppressedCount: 3 }]);
    expect(audit.changes.map(({ what }) => what)).toEqual(['silence-created']);
  });

  test('are ended when they leave it, and begin anew when they come back', async () => {
    await apply(NIGHTS);
    nowMs += DAY;
    await apply();
    expect(await kept()).toEqual([{ remark: 'nights', startsAt: NOW, endedAt: NOW + DAY }]);
    nowMs += DAY;
    await apply(NIGHTS);

    expect(await kept()).toEqual([{ remark: 'nights', startsAt: NOW + 2 * DAY, endedAt: undefined }]);
    expect(audit.changes.map(({ what }) => what)).toEqual(['silence-created', 'silence-ended', 'silence-created']);
  });

  test('are others when they are changed: the new one begins before the old one ends', async () => {
    await apply(NIGHTS);
    const calls: string[] = [];
    await applySilences([{ ...NIGHTS, remark: 'changed' }], ['dba'], {
      now: () => nowMs,
      audit: audit.audit,
      silences: {
        ...silences,
        put: async (one) => void calls.push(`put ${one.remark}`),
        end: async () => void calls.push('end'),
      },
    });

    expect(calls).toEqual(['put changed', 'end']);
  });

  test('leave those made over the API alone', async () => {
    const api = aSilence({ endsAt: NOW + DAY });
    await silences.put(api);
    await apply();

    expect(await silences.listAll()).toEqual([api]);
  });

  test('that are over are not made, and said so; so are channels there are not', async () => {
    expect(await apply({ ...NIGHTS, endsAt: NOW }, { ...NIGHTS, channels: ['dba', 'dbb'] })).toEqual([
      'silences[0] is over: take it out',
      'silences[1].channels names dbb, and there is no such channel',
    ]);
    expect(await silences.listAll()).toHaveLength(1);
  });
});
