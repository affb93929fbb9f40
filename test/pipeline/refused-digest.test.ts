import { expect, test } from 'vitest';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';

const FILTERED = { kind: 'answer', status: 200, body: '{"errcode":430102,"errmsg":"bad text"}' } as const;

test('a digest too big for its lane is told in simpler words when it is refused, all of it and once', async () => {
  const relay = await startHarness([aChannel()]);
  relay.answerWith(
    () => FILTERED,
    () => FILTERED,
    () => OK,
  );
  await relay.receive(Array.from({ length: 40 }, (_, at) => anAlert({ name: `rule ${at}`, target: `host-${at}` })));
  await relay.runFor(120_000);
  const [, plain, counts] = relay.seen.map(({ body }) => JSON.parse(body));

  expect(relay.seen).toHaveLength(3);
  expect(plain).toMatchObject({ msgtype: 'text', text: { content: expect.stringContaining('rule 7') } });
  expect(counts.text.content).not.toContain('rule');
  expect(counts.text.content).toContain('40');
  expect((await relay.alerts.overdue(relay.now())).marks).toEqual([]);
  const { items: deliveries } = await relay.ledger.list({ limit: 10, outcome: 'delivered' });
  expect(deliveries).toMatchObject([{ alertCount: 40 }]);
  await relay.stop();
});
