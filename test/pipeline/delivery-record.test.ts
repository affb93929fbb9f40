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

test('the record of a delivery says which template spoke, and the same words when it was the same', async () => {
  const channel = aChannel();
  const withTemplate = (single: string) => ({
    ...channel,
    message: { ...channel.message, templates: { zh_CN: { single } } },
  });
  await relay.receive([anAlert({ id: 'a' })]);
  await relay.runFor(4_000);
  relay.configure([withTemplate('A ${alarm_name}')]);
  await relay.receive([anAlert({ id: 'b' })]);
  await relay.runFor(4_000);
  await relay.receive([anAlert({ id: 'c' })]);
  await relay.runFor(4_000);
  relay.configure([withTemplate('B ${alarm_name}')]);
  await relay.receive([anAlert({ id: 'd' })]);
  await relay.runFor(4_000);
  relay.configure([withTemplate('{% broken')]);
  await relay.receive([anAlert({ id: 'e' })]);
  await relay.runFor(4_000);

  const told = new Map((await records()).map((record) => [record?.alerts[0], record?.template]));
  expect(told.get('a')).toMatch(/^default\/single\/zh_CN\/[0-9a-f]{8}$/);
  expect(told.get('b')).toMatch(/^own\/single\/zh_CN\/[0-9a-f]{8}$/);
  expect(told.get('c')).toBe(told.get('b'));
  expect(told.get('d')).not.toBe(told.get('b'));
  expect(told.get('e')).toBe(told.get('a'));
});
