import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDelivery } from '#shared/delivery/read-delivery.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, startHarness } from './harness.ts';

let relay: Awaited<ReturnType<typeof startHarness>>;
beforeEach(async () => {
  relay = await startHarness([aChannel()]);
});
afterEach(() => relay.stop());

async function records() {
  const { items } = await relay.ledger.list({ limit: 10 });
  return Promise.all(items.map(({ id }) => readDelivery(id, relay)));
}

test('the record of a delivery holds the words as they were sent, mention and keyword included', async () => {
  const channel = aChannel();
  const [robot] = channel.robots;
  const mention = { ...channel.mention, mobiles: ['13800000000'] };
  relay.configure([{ ...channel, mention, robots: [{ ...robot, keywords: ['OCP'] }] }]);
  await relay.receive([anAlert()]);
  await relay.runFor(1_000);

  const { title, text } = JSON.parse(relay.seen[0]?.body ?? '{}').markdown;
  expect(text).toMatch(/@13800000000\n\nOCP$/);
  expect(await records()).toMatchObject([{ title, text }]);
});

test('the record of a digest names its alerts by the ids their sender gave', async () => {
  const ids = Array.from({ length: 40 }, (_, at) => `disk-${at}`);
  await relay.receive(ids.map((id) => anAlert({ id, name: id })));
  await relay.runFor(60_000);

  const digest = (await records()).find((record) => record?.kind === 'digest');
  expect(digest?.alerts.length).toBeGreaterThan(25);
  expect(ids).toEqual(expect.arrayContaining([...(digest?.alerts ?? [])]));
});
