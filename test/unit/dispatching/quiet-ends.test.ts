import { describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import { type AlertKey, keyOf } from '#shared/admission/alert-store.ts';
import { encodeBrief } from '#shared/admission/brief.ts';
import { unpackContent } from '#shared/admission/content.ts';
import { isQuietEnd, readQuietEnds } from '#shared/dispatching/quiet-ends.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aDueAlert, type DueAlert } from '#test/builders/due-alert.ts';

const withEnds = aChannel({ name: 'dba' });
const withoutEnds = aChannel({ ...withEnds, message: { ...withEnds.message, recovery: false } });

interface Case {
  readonly status?: 'firing' | 'resolved';
  readonly end?: 'told' | 'quiet';
  readonly told?: 'firing' | 'resolved' | undefined;
  readonly channel?: typeof withEnds;
  readonly item?: Partial<AlertItem>;
}

/** An alert that was told as firing, and is over, which is not told. */
function anEnd(id: string, { status = 'resolved', end = 'quiet', channel = withEnds, item = {}, ...more }: Case = {}) {
  const told = 'told' in more ? more.told : 'firing';
  const { item: plain } = aDueAlert({ id, status });
  const alert = unpackContent(plain.content);
  if (alert === undefined) throw new Error('a built alert can be read');
  const brief = encodeBrief(alert, 'group', undefined, end);
  const heard = told === undefined ? {} : { told, toldVersion: 1 };
  const kept = end === 'quiet' ? { suppressed: 'recovery-off' } : {};

  return aDueAlert(
    { id, status },
    { channel, item: { brief, version: 2, ...heard, ...kept, ...item }, entry: { brief, version: 2, ...heard } },
  );
}

/** A table that notes what is read of it. */
function tableOf(alerts: readonly DueAlert[]) {
  const reads: (readonly AlertKey[])[] = [];
  const read = async (keys: readonly AlertKey[]) => {
    reads.push(keys);
    return alerts.map(({ item }) => item).filter((item) => keys.some((key) => keyOf(key) === keyOf(item)));
  };

  return { reads, read };
}

const waitingOf = (alerts: readonly DueAlert[]) => alerts.map(({ waiting }) => waiting);

describe('an end is kept quiet', () => {
  test.each<[string, Case, boolean]>([
    ['where its push rule said so when it came', {}, true],
    ['where its channel tells none', { end: 'told', channel: withoutEnds }, true],
    ['not where neither does', { end: 'told' }, false],
    ['not while it fires', { status: 'firing', end: 'told', channel: withoutEnds }, false],
    ['not where its firing was never told: that is', { told: undefined }, false],
  ])('%s', (_, one, isQuiet) => {
    expect(isQuietEnd(anEnd('a', one).waiting)).toBe(isQuiet);
  });
});

describe('what is left to tell of such alerts', () => {
  test('is read of them alone', async () => {
    const alerts = [anEnd('a'), anEnd('b', { item: { version: 2, toldVersion: 0 } }), anEnd('c', { end: 'told' })];
    const table = tableOf(alerts);
    const ends = await readQuietEnds(waitingOf(alerts), table);

    expect(table.reads.map((keys) => keys.length)).toEqual([2]);
    expect([...ends.values()]).toEqual([
      { kind: 'nothing', reason: 'recovery-off' },
      { kind: 'tell', change: 'fired-and-recovered' },
    ]);
  });

  test('costs nothing where no end is kept quiet, however many alerts a digest has', async () => {
    const alerts = Array.from({ length: 100 }, (_, n) => anEnd(`${n}`, { end: 'told' }));
    const table = tableOf(alerts);

    expect(await readQuietEnds(waitingOf(alerts), table)).toEqual(new Map());
    expect(table.reads).toEqual([]);
  });

  test('is read in parts, all of it', async () => {
    const alerts = Array.from({ length: 1_100 }, (_, n) => anEnd(`${n}`));
    const table = tableOf(alerts);

    expect((await readQuietEnds(waitingOf(alerts), table)).size).toBe(1_100);
    expect(table.reads.map((keys) => keys.length)).toEqual([500, 500, 100]);
  });

  test('is not known of one that changed since, or waits no more', async () => {
    const { dueAt: _, ...told } = anEnd('told meanwhile').item;
    const alerts = [anEnd('a', { item: { version: 3 } }), { ...anEnd('told meanwhile'), item: told }];

    expect(await readQuietEnds(waitingOf(alerts), tableOf(alerts))).toEqual(new Map());
  });
});
