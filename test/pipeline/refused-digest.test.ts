import { expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { LaneMessage } from '#shared/pacing/lane.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK, START_MS, startHarness } from './harness.ts';

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

test('what is refused is made simpler also beside as many messages as a lane repeats', async () => {
  const [one, two, three, four] = ['1', '2', '3', '4'].map((name) =>
    aChannel({ name, type: 'wecom', limits: { ...aChannel().limits, perHour: 1 } }),
  ) as [Channel, Channel, Channel, Channel];
  const relay = await startHarness([one, two, three, four, aChannel({ name: 'free', type: 'wecom' })]);
  const lane = await relay.lanes.get(aRobot().webhookId);
  const [again, ...alsoAgain] = [lostOf(one), lostOf(two), lostOf(three), lostOf(four)] as const;
  const full = { hour: '2026-11-21T08', hourCount: 1, day: '2026-11-21', dayCount: 1 };
  await relay.lanes.amend(lane, {
    ...{ ...lane, again, alsoAgain },
    caps: { '1': full, '2': full, '3': full, '4': full },
  });
  relay.answerWith(() => ({ kind: 'answer', status: 200, body: '{"errcode":40008,"errmsg":"bad text"}' }));
  await relay.receive([anAlert({ id: 'p', name: 'poison' })], { channels: ['free'] });
  for (let minute = 0; minute < 10; minute++) {
    await relay.runFor(60_000);
    await relay.sweep();
  }

  // What comes after it is that it is dead.
  expect(relay.seen.filter(({ body }) => body.includes('【警告】'))).toHaveLength(3);
  const [item] = await relay.alerts.read([{ channel: 'free', fingerprint: fingerprintOfId('native', 'p') }]);
  expect(item?.dead).toBe('rejected: format (40008)');
  const { doubtful, alsoAgain: left } = await relay.lanes.get(aRobot().webhookId);
  expect([left?.length, doubtful?.map(({ channel }) => channel)]).toEqual([2, ['4']]);
  await relay.stop();
});

/** A message to a channel whose answer was lost. */
function lostOf({ name }: Channel): LaneMessage {
  const ref = {
    channel: name,
    fingerprint: fingerprintOfId('native', 'x'),
    version: 1,
    status: 'firing',
    level: 3,
  } as const;
  return {
    ...{ id: `00000000${name}00000000`, kind: 'single', channel: name, attempt: 1, refs: [ref], maybeShown: true },
    lost: { sinceMs: START_MS, times: 1 },
  };
}
