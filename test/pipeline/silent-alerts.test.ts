import { afterEach, beforeEach, expect, test } from 'vitest';
import { alertState, silentSince } from '#shared/admission/alert-item.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { tellChannel } from '#shared/notices/tell-channel.ts';
import { sweepWatchdogs } from '#shared/watchdogs/sweep-watchdogs.ts';
import type { SilentAlertPolicy } from '#shared/watchdogs/watchdogs.ts';
import { aChannel } from '#test/builders/channel.ts';
import { storedWatchdogs } from '#test/builders/watchdogs.ts';
import { anAlert, startHarness } from './harness.ts';

const MINUTE = 60_000;
const STARTED = '2026-11-20T23:00:00.000Z';

let relay: Awaited<ReturnType<typeof startHarness>>;
beforeEach(async () => {
  relay = await startHarness([aChannel({ name: 'dba' })]);
});
afterEach(() => relay.stop());

const watch = (policy: SilentAlertPolicy) =>
  relay.watchdogs.write(storedWatchdogs([], 1, [{ source: 'prometheus', silentAfterMinutes: 60, policy }]));

const fire = (ids: readonly string[], more = {}) =>
  relay.receive(
    ids.map((id) => anAlert({ id, name: `disk ${id} full`, activeAt: STARTED, ...more })),
    { source: 'prometheus' },
  );

/** Between two sweeps: fewer of them than there are, and no gap. */
const STEP = 4;

/** Minutes go by with sweeps; what `speaks` is repeated before each of them, and nothing else comes. */
async function sweepFor(minutes: number, speaks: readonly string[] | 'nothing' = []): Promise<void> {
  for (let minute = 0; minute < minutes; minute += STEP) {
    await relay.runFor(STEP * MINUTE);
    if (speaks !== 'nothing') await fire(speaks);
    await relay.sweepWatchdogs();
  }
  await relay.runFor(1_000);
}

const said = (word: string) => relay.seen.map(({ body }) => body).filter((body) => body.includes(word));

async function itemOf(id: string) {
  const [item] = await relay.alerts.read([{ channel: 'dba', fingerprint: fingerprintOfId('prometheus', id) }]);
  if (item === undefined) throw new Error(`there is no ${id}`);
  return item;
}

test('alerts that fire without a word while their source speaks are named in one message, once', async () => {
  await watch('name');
  await fire(['a', 'b', 'c']);
  await sweepFor(56, ['c']);
  expect(said('久未更新')).toEqual([]);

  await sweepFor(20, ['c']);
  const [message = '', ...more] = said('久未更新');
  expect(more).toEqual([]);
  expect(message).toMatch(/2 条告警仍未恢复/);
  expect(message).toContain('disk a full · host-1');
  expect(message).toContain('disk b full · host-1');
  expect(message).not.toContain('disk c full');
  expect(silentSince(await itemOf('a'))).toBeDefined();
  expect(silentSince(await itemOf('c'))).toBeUndefined();
  expect((await itemOf('a')).status).toBe('firing');

  await sweepFor(200, ['c']);
  expect(said('久未更新')).toHaveLength(1);
});

test.each([
  ['name', '久未更新'],
  ['close', '已关闭'],
] as const)('alerts that are found minutes apart are all called by name in messages (%s)', async (policy, word) => {
  await watch(policy);
  const ids = ['a', 'b', 'c', 'd'];
  for (const _ of ['first', 'repeat'])
    for (const id of ids) {
      await fire([id]);
      await sweepFor(STEP);
    }
  await sweepFor(120, ['other']);

  for (const id of ids) expect([id, said(word).some((body) => body.includes(`disk ${id} full`))]).toEqual([id, true]);
  // Each once: `1 条告警`, and no set with the ones before.
  expect(
    said(word)
      .join('')
      .match(/1 条告警/g),
  ).toHaveLength(ids.length);
});

test('sets that go out together are called by name too', async () => {
  const channel = aChannel({ name: 'dba' });
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const notice = { kind: 'alerts-silent', channel: 'dba', what: 'named', count: 1 } as const;
  for (const id of ids) await tellChannel(channel, { ...notice, examples: [`disk ${id} full`], set: id }, relay.ports);
  await relay.runFor(10 * MINUTE);

  expect(relay.seen.length).toBeLessThan(ids.length);
  for (const id of ids) expect(said('久未更新').join()).toContain(`disk ${id} full`);
});

test('who dies before noting what was told repeats it in the same alert', async () => {
  await watch('name');
  await fire(['a']);
  await sweepFor(60, ['other']);
  const { ports, watchdogs, watches, silentAlerts } = relay;
  const dying = { ...silentAlerts, name: () => Promise.reject(new Error('died')) };
  await relay.runFor(STEP * MINUTE);
  await fire(['other']);
  await expect(sweepWatchdogs({ ...ports, watchdogs, watches, silentAlerts: dying })).rejects.toThrow('died');
  await sweepFor(STEP, ['other']);

  expect(said('久未更新')).toHaveLength(1);
  expect(silentSince(await itemOf('a'))).toBeDefined();
});

test('one that repeated before is closed where that is the policy, and fires anew when it comes after all', async () => {
  await watch('close');
  await fire(['a', 'once']);
  await sweepFor(11, ['a']);
  await sweepFor(80, ['other']);

  const [closed = ''] = said('已关闭');
  expect(closed).toMatch(/1 条告警很久没有再收到，已关闭/);
  expect(closed).toContain('不代表故障已消除');
  expect(closed).not.toContain('已恢复');
  expect(await itemOf('a')).toMatchObject({ status: 'resolved', suppressed: 'closed-silent' });
  expect(alertState(await itemOf('a'), relay.now())).toBe('suppressed');
  // It never repeated: perhaps its rule never does.
  expect((await itemOf('once')).status).toBe('firing');
  expect(silentSince(await itemOf('once'))).toBeDefined();

  const before = relay.seen.length;
  await fire(['a']);
  await relay.runFor(MINUTE);
  expect(relay.seen.slice(before).some(({ body }) => body.includes('disk a full'))).toBe(true);
  expect(await itemOf('a')).toMatchObject({ status: 'firing', told: 'firing' });
});

test('one that repeated only in an earlier episode, or came and went, is named and not closed', async () => {
  await watch('close');
  const again = { activeAt: new Date(relay.now() + 20 * MINUTE).toISOString() };
  await fire(['went', 'repeated', 'end-lost']);
  await sweepFor(11, ['repeated', 'end-lost']);
  await fire(['went', 'repeated'], { status: 'resolved' });
  await sweepFor(12, ['other']);
  await fire(['went', 'repeated', 'end-lost'], again);
  await sweepFor(120, ['other']);

  for (const id of ['went', 'repeated', 'end-lost']) {
    expect(await itemOf(id)).toMatchObject({ status: 'firing', told: 'firing' });
    expect((await itemOf(id)).receipts).toBeGreaterThanOrEqual(3);
    expect(silentSince(await itemOf(id))).toBeDefined();
  }
  expect(said('已关闭')).toEqual([]);
});

test('an end that comes after closing is told', async () => {
  await watch('close');
  await fire(['a']);
  await sweepFor(11, ['a']);
  await sweepFor(80, ['other']);
  const before = relay.seen.length;
  await fire(['a'], { status: 'resolved' });
  await relay.runFor(MINUTE);

  expect(relay.seen.slice(before).some(({ body }) => /已恢复.*disk a full/.test(body))).toBe(true);
});

test.each(['name', 'close'] as const)('while the source is silent too nothing is %sd', async (policy) => {
  await watch(policy);
  await fire(['a']);
  await sweepFor(11, ['a']);
  await sweepFor(200, 'nothing');

  expect(said('久未更新')).toEqual([]);
  expect((await itemOf('a')).status).toBe('firing');
});

test('nothing is closed for what nobody could hear while sweeps were away', async () => {
  await watch('close');
  await fire(['a']);
  await sweepFor(11, ['a']);
  await relay.runFor(600 * MINUTE);
  await sweepFor(56, ['other']);
  expect((await itemOf('a')).status).toBe('firing');

  await sweepFor(20, ['other']);
  expect((await itemOf('a')).status).toBe('resolved');
});
