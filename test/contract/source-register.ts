import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { FiringSource, SourceRegister } from '#shared/inhibition/source-register.ts';

const T0 = Date.UTC(2026, 10, 21);
const EARLY = '2026-11-20T23:00:00.000Z';
const LATE = '2026-11-20T23:30:00.000Z';

/** A server that is down, noted at T0. */
export function aSource(id: string, overrides: Partial<FiringSource> = {}): FiringSource {
  return {
    fingerprint: fingerprintOfId('ocp', id),
    id,
    subject: { source: 'ocp', name: 'server down', level: 'down', target: 'a', labels: { svr_ip: '192.0.2.10' } },
    episode: EARLY,
    lastAt: T0,
    keepUntilMs: T0 + 3_600_000,
    ...overrides,
  };
}

/** What every register of alerts that inhibit others does. */
export function defineSourceRegisterContract(
  kind: string,
  open: () => Promise<{ readonly register: SourceRegister; stop(): Promise<void> }>,
): void {
  describe(`the register of sources (${kind})`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let register: SourceRegister;
    beforeAll(async () => {
      opened = await open();
      register = opened.register;
    });
    afterAll(() => opened.stop());
    const find = async (id: string) => (await register.list()).find((one) => one.id === id);
    const end = (id: string, episode: string | undefined, how: 'recovered' | 'no-source' = 'recovered') =>
      register.end({
        fingerprint: fingerprintOfId('ocp', id),
        how,
        atMs: T0 + 9,
        ...(episode === undefined ? {} : { episode }),
      });

    test('keeps what is noted, the last of each', async () => {
      await register.note(aSource('kept'));
      await register.note(aSource('kept', { lastAt: T0 + 5 }));
      const { keepUntilMs: _, ...kept } = aSource('kept', { lastAt: T0 + 5 });

      expect(await find('kept')).toEqual({ ...kept, heldIn: [] });
    });

    test('ends one once, and answers where it held something', async () => {
      await register.note(aSource('ended'));
      await Promise.all(
        ['0a/dba', '0b/dba', '0a/dba'].map((mark) => register.noteHeld(aSource('ended').fingerprint, [mark])),
      );

      expect(await end('ended', EARLY)).toMatchObject({ endedAt: T0 + 9, heldIn: ['0a/dba', '0b/dba'] });
      expect(await end('ended', EARLY)).toBeUndefined();
      expect(await find('ended')).toMatchObject({ endedAt: T0 + 9 });
    });

    test('takes no late copy for a firing after its end, but a newer episode, and one without a start', async () => {
      await register.note(aSource('late'));
      await end('late', EARLY);
      await register.note(aSource('late', { lastAt: T0 + 10 }));
      expect(await find('late')).toMatchObject({ endedAt: T0 + 9, lastAt: T0 });

      await register.note(aSource('late', { episode: LATE, lastAt: T0 + 11 }));
      expect(await find('late')).toMatchObject({ lastAt: T0 + 11, episode: LATE });
      expect(await find('late')).not.toHaveProperty('endedAt');

      await end('late', LATE);
      const { episode: _, ...unknownStart } = aSource('late', { lastAt: T0 + 12 });
      await register.note(unknownStart);
      expect(await find('late')).not.toHaveProperty('endedAt');
    });

    test('does not end a newer episode by the end of an older one', async () => {
      await register.note(aSource('newer', { episode: LATE }));

      expect(await end('newer', EARLY)).toBeUndefined();
      expect(await end('newer', undefined)).toMatchObject({ endedAt: T0 + 9 });
    });

    test('notes the end of one it never saw, so that a firing which comes late is known for that', async () => {
      const { id, fingerprint, subject, keepUntilMs } = aSource('unseen');
      const unseen = { id, subject, keepUntilMs };
      await register.end({ fingerprint, how: 'recovered', episode: EARLY, atMs: T0 + 9, unseen });
      await register.note(aSource('unseen'));

      expect(await find('unseen')).toEqual({
        ...{ id, fingerprint, subject, episode: EARLY },
        ...{ lastAt: T0 + 9, endedAt: T0 + 9, heldIn: [] },
      });
    });

    test('may begin again in the same episode what was no source for a while', async () => {
      await register.note(aSource('lesser'));
      expect(await end('lesser', EARLY, 'no-source')).toBeDefined();
      await register.note(aSource('lesser', { lastAt: T0 + 10 }));

      expect(await find('lesser')).not.toHaveProperty('endedAt');
    });

    test.each([
      ['says less than its firing', false],
      ['says as much as its firing', true],
    ])('knows that one recovered which was no source for a while, where the end %s', async (_case, saysAll) => {
      const { id, fingerprint, subject, keepUntilMs } = aSource(`lesser, over: ${saysAll}`);
      const recovery = { fingerprint, how: 'recovered', episode: EARLY, atMs: T0 + 20 } as const;
      await register.note(aSource(id));
      await register.noteHeld(fingerprint, ['0a/dba']);
      expect(await end(id, EARLY, 'no-source')).toMatchObject({ heldIn: ['0a/dba'] });

      expect(
        await register.end({ ...recovery, ...(saysAll && { unseen: { id, subject, keepUntilMs } }) }),
      ).toBeUndefined();
      await register.note(aSource(id, { lastAt: T0 + 30 }));
      expect(await find(id)).toMatchObject({ lastAt: T0, endedAt: T0 + 9, heldIn: ['0a/dba'] });

      await register.note(aSource(id, { lastAt: T0 + 31, episode: LATE }));
      expect(await find(id)).not.toHaveProperty('endedAt');
    });

    test('takes no end of an older episode, or by another sender, for the recovery of one that is no source', async () => {
      const { id, fingerprint } = aSource('lesser, newer', { episode: LATE });
      await register.note(aSource(id, { episode: LATE }));
      await end(id, LATE, 'no-source');
      await end(id, EARLY);
      await register.end({ fingerprint, how: 'recovered', episode: LATE, atMs: T0 + 20, within: ['web'] });
      await register.note(aSource(id, { episode: LATE, lastAt: T0 + 30 }));

      expect(await find(id)).not.toHaveProperty('endedAt');
    });

    test('keeps what others noted from a bound sender, and what he noted from nobody', async () => {
      const { fingerprint } = aSource('bound');
      const within = ['web'];
      await register.note(aSource('bound', { within }));
      expect(await find('bound')).toMatchObject({ within });
      const byOther = { fingerprint, how: 'recovered', episode: EARLY, atMs: T0 + 9, within: ['ops'] } as const;
      expect(await register.end(byOther)).toBeUndefined();

      await register.note(aSource('bound', { lastAt: T0 + 1 }));
      expect(await find('bound')).not.toHaveProperty('within');
      await register.note(aSource('bound', { lastAt: T0 + 2, within }));
      expect(await find('bound')).toMatchObject({ lastAt: T0 + 1 });
      expect(await register.end({ ...byOther, within })).toBeUndefined();
      expect(await end('bound', EARLY)).toMatchObject({ endedAt: T0 + 9 });
    });

    test('lets a bound sender end what he noted', async () => {
      const { fingerprint } = aSource('own');
      await register.note(aSource('own', { within: ['web', 'ops'] }));

      const end = { fingerprint, how: 'recovered', episode: EARLY, atMs: T0 + 9, within: ['ops', 'web'] } as const;
      expect(await register.end(end)).toMatchObject({ endedAt: T0 + 9, within: ['web', 'ops'] });
    });

    test('makes none by ending or noting where it held something', async () => {
      expect(await end('none', EARLY)).toBeUndefined();
      await register.noteHeld(fingerprintOfId('ocp', 'none'), ['0a/dba']);

      expect(await find('none')).toBeUndefined();
    });
  });
}
