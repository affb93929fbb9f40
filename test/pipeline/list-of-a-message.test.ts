import { afterEach, describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import type { AlertRow } from '#shared/delivery/alert-row.ts';
import { messageOf } from '#shared/delivery/delivery-id.ts';
import { InvalidCursorError } from '#shared/delivery/ledger.ts';
import type { AlertListQuery } from '#shared/delivery/list-alerts.ts';
import { listDeliveryAlerts } from '#shared/delivery/list-delivery-alerts.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';
import { makeSilence } from './silencing.ts';

const PUBLIC_URL = 'https://tocsin.example.com/relay';
const FILTERED: PostResult = { kind: 'answer', status: 200, body: '{"errcode":430102,"errmsg":"bad text"}' };
const REFUSED: PostResult = { kind: 'unreachable', reason: 'refused', detail: 'refused' };
const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };

let relay: Awaited<ReturnType<typeof startHarness>>;
const startWith = async (publicUrl: string | undefined, ...channels: readonly Channel[]) => {
  relay = await startHarness(channels, undefined, undefined, publicUrl === undefined ? {} : { publicUrl });
};
const start = (...channels: readonly Channel[]) => startWith(PUBLIC_URL, ...channels);
afterEach(() => relay.stop());

const alike = (count: number) =>
  Array.from({ length: count }, (_, at) => anAlert({ id: `disk-${at}`, name: `disk ${at}`, target: `host-${at}` }));

/** The delivery a request's text links to; empty when it links to none. */
function linked(body = ''): string {
  return /https:\/\/tocsin\.example\.com\/relay\/v1\/alerts\?delivery=([0-9a-z-]+)/.exec(body)?.[1] ?? '';
}

/** The rows behind an id, page by page. */
async function listed(delivery: string, query: Partial<AlertListQuery> = {}): Promise<readonly AlertRow[]> {
  const rows: AlertRow[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < 1_000; pages++) {
    const asked = { limit: 100, ...query, delivery, ...(cursor === null ? {} : { cursor }) };
    const page: Awaited<ReturnType<typeof listDeliveryAlerts>> = await listDeliveryAlerts(asked, relay);
    if (page === undefined) throw new Error('no such delivery');
    rows.push(...page.items);
    cursor = page.cursor;
    if (cursor === null) return rows;
  }
  throw new Error('a list without end');
}

const records = async () => (await relay.ledger.list({ limit: 100 })).items;

/** What a storm of 300 alerts came to: its digest, for two channels that share the robot. */
async function storm() {
  await start(aChannel(), aChannel({ name: '值班' }));
  await relay.receive(alike(300));
  await relay.runFor(120_000);
  const digest = relay.seen.find(({ body }) => linked(body) !== '');
  const [row, other, ...rest] = (await records()).filter(({ id }) => messageOf(id) === linked(digest?.body));
  if (row === undefined || other === undefined || rest.length > 0) throw new Error('not one digest for two channels');

  return { message: linked(digest?.body), rows: [row, other] as const };
}

describe('the link in a digest', () => {
  test('leads to every alert in it once, over all its channels, in pages of any size', async () => {
    const { message, rows } = await storm();
    const expected = rows[0].alertCount + rows[1].alertCount;
    expect(expected).toBeGreaterThan(500);

    for (const limit of [7, 100, 599, 600, 1_000]) {
      const found = await listed(message, { limit });
      expect(found).toHaveLength(expected);
      expect(new Set(found.map(({ channel, id }) => `${channel}/${id}`)).size).toBe(expected);
    }
  });

  test('holds an id by which each channel’s share is found too', async () => {
    const { message, rows } = await storm();
    for (const { id, channel, alertCount } of rows) {
      const found = await listed(id);
      expect(found).toHaveLength(alertCount);
      expect(found).toEqual((await listed(message)).filter((one) => one.channel === channel));
      expect(found).toEqual(await listed(message, { channel }));
    }
  });

  test('can be narrowed to names and states', async () => {
    const { message } = await storm();
    expect(await listed(message, { name: 'disk 299', limit: 1 })).toMatchObject([
      { id: 'disk-299' },
      { id: 'disk-299' },
    ]);
    expect(await listed(message, { state: 'dead' })).toEqual([]);
    expect(await listed(message, { channel: 'another' })).toEqual([]);
  });
});

describe('the list of a message', () => {
  test('holds all of one between what a record lists and what a manifest is for', async () => {
    await start(aChannel());
    await relay.receive(alike(30));
    await relay.runFor(60_000);
    const digest = (await records()).find(({ kind }) => kind === 'digest');

    expect(await listed(digest?.id ?? '')).toHaveLength(digest?.alertCount ?? 0);
  });

  test('holds the alerts of an aggregated message by the ids of their sender', async () => {
    await start(aChannel());
    const same = Array.from({ length: 20 }, (_, at) => anAlert({ id: `disk-${at}` }));
    await relay.receive(same);
    await relay.runFor(60_000);
    const row = (await records()).find(({ kind }) => kind === 'aggregated');
    const found = await listed(row?.id ?? '');

    expect(found.map(({ id }) => id).toSorted()).toEqual(same.map(({ id }) => id).toSorted());
    expect(linked(relay.seen.find(({ body }) => linked(body) !== '')?.body)).toBe(messageOf(row?.id ?? ''));
  });

  test('tells apart what two senders call by the same id', async () => {
    await start(aChannel({ aggregation: { ...aChannel().aggregation, enabled: false } }));
    await relay.receive([anAlert({ id: '7', name: 'of ocp' })], { source: 'ocp' });
    await relay.runFor(1_000);
    await relay.receive([anAlert({ id: '7', name: 'of alertmanager' })], { source: 'alertmanager' });
    await relay.runFor(1_000);
    const names = await Promise.all(
      (await records()).map(async ({ id }) => (await listed(id)).map(({ name }) => name)),
    );

    expect(names).toEqual([['of alertmanager'], ['of ocp']]);
  });

  test('is found by any attempt of the message, one that was not recorded included', async () => {
    await start(aChannel());
    relay.answerWith(
      () => NO_ANSWER,
      () => OK,
    );
    await relay.receive(alike(40));
    await relay.runFor(120_000);
    const attempts = (await records()).filter(({ alertCount }) => alertCount > 25);
    expect(attempts.length).toBeGreaterThan(1);
    const id = attempts[0]?.id ?? '';

    for (const known of [...attempts.map((one) => one.id), id.replace(/\d+$/, '9'), messageOf(id)])
      expect(await listed(known)).toHaveLength(attempts[0]?.alertCount ?? 0);
  });

  test.each(['', 'x', '0mi2dfk3t00000000', '0mi2dfk3t00000000-0-0-1', '../C'])('is none for %j', async (delivery) => {
    await start(aChannel());
    expect(await listDeliveryAlerts({ delivery, limit: 10 }, relay)).toBeUndefined();
  });

  test('is of each attempt what it told: some of its alerts may be silenced by the next', async () => {
    await start(aChannel({ type: 'wecom' }));
    relay.answerWith(
      () => OK,
      () => NO_ANSWER,
      () => OK,
    );
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);
    await relay.receive(alike(80));
    for (let at = 0; at < 600 && relay.seen.length < 2; at++) await relay.runFor(100);
    await makeSilence(relay, { matchers: ['name=~"disk [0-9]"'] });
    await relay.runFor(120_000);
    const [, again] = (await records()).filter(({ kind }) => kind === 'digest').toSorted((a, b) => a.at - b.at);
    const ids = (await listed(again?.id ?? '')).map(({ id }) => id);

    expect(again).toMatchObject({ attempt: 2, outcome: 'delivered', alertCount: 70 });
    expect(new Set(ids)).toEqual(
      new Set(
        alike(80)
          .slice(10)
          .map(({ id }) => id),
      ),
    );
  });

  test('is empty for a message without alerts', async () => {
    await start(aChannel({ type: 'wecom', mention: { ...aChannel().mention, mobiles: ['13800000000'] } }));
    await relay.receive([anAlert()]);
    await relay.runFor(60_000);
    const mention = (await records()).find(({ kind }) => kind === 'mention');

    expect(await listed(mention?.id ?? '')).toEqual([]);
  });

  test('refuses the cursor of another list', async () => {
    await start(aChannel());
    for (const cursor of ['x', '', Buffer.from('0/dba').toString('base64url')])
      await expect(listDeliveryAlerts({ delivery: 'x', limit: 10, cursor }, relay)).rejects.toThrow(InvalidCursorError);
  });
});

describe('a message', () => {
  test('of one alert has no link of ours', async () => {
    await start(aChannel());
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);

    expect(relay.seen).toHaveLength(1);
    expect(relay.seen[0]?.body).not.toContain('tocsin.example.com');
  });

  test('has none while the relay has no public address', async () => {
    await startWith(undefined, aChannel());
    await relay.receive(alike(300));
    await relay.runFor(120_000);

    expect(relay.seen.map(({ body }) => body).join()).not.toContain('/v1/alerts');
  });

  test('that the robot’s filter refused is told again without it', async () => {
    await start(aChannel());
    relay.answerWith(
      () => FILTERED,
      () => OK,
    );
    await relay.receive(Array.from({ length: 20 }, (_, at) => anAlert({ id: `disk-${at}` })));
    await relay.runFor(20_000);

    const [first, second] = relay.seen.slice(-2);
    expect(linked(first?.body)).not.toBe('');
    expect(second?.body).not.toMatch(/tocsin\.example\.com|查看全部/);
  });

  test('that a fallback channel tells has it, and it leads to the alerts of the channel it stands in for', async () => {
    const limits = { ...aChannel().limits, monthlyQuota: null };
    const lender = aChannel({ name: 'duty', robots: [aRobot({ name: '2' })], limits });
    await start(
      aChannel({ delivery: { ...aChannel().delivery, fallbackChannel: 'duty', patienceSeconds: 60 } }),
      lender,
    );
    relay.answerWith(({ url }) => (url.endsWith('1') ? REFUSED : OK));
    await relay.receive(alike(300), { channels: ['dba-oncall'] });
    for (let minute = 0; minute < 10; minute++) {
      await relay.sweep();
      await relay.runFor(60_000);
    }
    const told = relay.seen.filter(({ url, body }) => !url.endsWith('1') && linked(body) !== '');
    const rows = await Promise.all(told.map(async ({ body }) => listed(linked(body))));

    expect(rows.flat().length).toBeGreaterThan(200);
    expect(new Set(rows.flat().map(({ channel }) => channel))).toEqual(new Set(['dba-oncall']));
  });
});
