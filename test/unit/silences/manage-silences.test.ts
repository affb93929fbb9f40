import { beforeEach, describe, expect, test } from 'vitest';
import { createSilence, endSilence, MAX_SILENCES, type ManageSilencesPorts } from '#shared/silences/manage-silences.ts';
import { silenceId } from '#shared/silences/silence-id.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aSilence } from '#test/contract/silence-store.ts';
import { recordedAudit } from '#test/fakes/audit.ts';
import { fakeSilenceStore } from '#test/fakes/silence-store.ts';

const NOW = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;

let nowMs = NOW;
let ports: ManageSilencesPorts;
let audit: ReturnType<typeof recordedAudit>;
beforeEach(() => {
  audit = recordedAudit();
  nowMs = NOW;
  let made = 0;
  const nobody = async (): Promise<never> => {
    throw new Error('nothing was held back, so nothing is looked for');
  };
  ports = {
    silences: fakeSilenceStore(() => nowMs),
    audit: audit.audit,
    alerts: { due: nobody, read: nobody, release: nobody },
    wakeUps: { schedule: nobody },
    channels: async () => [aChannel({ name: 'dba' })],
    now: () => nowMs,
    makeId: () => `${made++}`.padStart(16, 'x'),
  };
});

const OK = { matchers: ['a=b'], duration: '1h' };

describe('making a silence', () => {
  test('keeps it under an id that begins with its end', async () => {
    const result = await createSilence({ ...OK, channels: ['dba'] }, 'token of dba', ports);
    if (result.kind !== 'created') throw new Error(result.kind);

    expect(result.silence).toMatchObject({
      id: silenceId(NOW + HOUR, 'xxxxxxxxxxxx'),
      author: 'token of dba',
      origin: 'api',
      createdAt: NOW,
      suppressedCount: 0,
    });
    expect(await ports.silences.get(result.silence.id)).toEqual(result.silence);
    expect(audit.changes).toMatchObject([{ what: 'silence-created', object: result.silence.id, outcome: 'done' }]);
    expect(audit.changes[0]?.changes).toContainEqual({
      field: 'endsAt',
      before: null,
      after: '2026-11-21T01:00:00.000Z',
    });
    expect(audit.changes[0]?.changes).toContainEqual({ field: 'matchers', before: null, after: '["a=b"]' });
  });

  test('is refused for a channel there is not, and for what is no object', async () => {
    expect(await createSilence({ ...OK, channels: ['dba', 'dbb'] }, '', ports)).toEqual({
      kind: 'invalid',
      errors: [{ field: 'channels[1]', message: expect.stringContaining('no channel') }],
    });
    expect(await createSilence([], '', ports)).toEqual({
      kind: 'invalid',
      errors: [{ field: '', message: 'must be a JSON object' }],
    });
    expect(await ports.silences.listAll()).toEqual([]);
  });

  test('is refused beyond what every dispatcher can remember; those that are over do not count', async () => {
    for (let nth = 0; nth < MAX_SILENCES; nth++) {
      await ports.silences.put(aSilence({ id: silenceId(NOW + HOUR, `n${nth}`), endsAt: NOW + HOUR }));
    }
    expect(await createSilence(OK, '', ports)).toEqual({ kind: 'too-many' });
    await ports.silences.end(silenceId(NOW + HOUR, 'n0'), NOW);

    expect(await createSilence(OK, '', ports)).toMatchObject({ kind: 'created' });
  });
});

describe('ending a silence', () => {
  test.each([
    ['that is not there', undefined, 'not-found'],
    ['of a file', aSilence({ origin: 'file' }), 'managed-by-file'],
    ['of the API', aSilence(), 'ended'],
  ] as const)('%s', async (_what, one, result) => {
    if (one !== undefined) await ports.silences.put(one);

    expect(await endSilence(aSilence().id, ports)).toBe(result);
    expect(audit.changes.map(({ what, object }) => `${what} ${object}`)).toEqual(
      result === 'ended' ? [`silence-ended ${aSilence().id}`] : [],
    );
    const after = await ports.silences.get(aSilence().id);
    expect(after?.endedAt).toBe(result === 'ended' ? NOW : undefined);
  });

  test('that is over by itself changes nothing', async () => {
    await ports.silences.put(aSilence());
    nowMs = NOW + HOUR;

    expect(await endSilence(aSilence().id, ports)).toBe('ended');
    expect(await ports.silences.get(aSilence().id)).toEqual(aSilence());
  });
});
