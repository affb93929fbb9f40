import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';

type Harness = Awaited<ReturnType<typeof startHarness>>;

let relay: Harness;
const MINUTE = 60_000;

async function restart(channel: Channel = aChannel()): Promise<void> {
  await relay?.stop();
  relay = await startHarness([channel]);
}

beforeEach(async () => {
  relay = await startHarness([aChannel()]);
});

afterEach(() => relay.stop());

async function items() {
  const pages = await Promise.all(
    [...'0123456789abcdef'].map((shard) => relay.alerts.page('dba-oncall', shard, undefined, 1000)),
  );
  return pages.flatMap((page) => page.items);
}

describe('a lone alert', () => {
  test('is sent at once, acknowledged and recorded', async () => {
    const result = await relay.receive([anAlert()]);
    await relay.runFor(1_000);

    expect(result).toMatchObject({ kind: 'accepted', accepted: 1 });
    expect(relay.seen).toHaveLength(1);
    expect(relay.seen[0]?.body).toContain('disk full');
    expect(await items()).toMatchObject([{ told: 'firing', receipts: 1, deliveries: [expect.any(String)] }]);
    expect((await items())[0]?.dueAt).toBeUndefined();
    const { items: deliveries } = await relay.ledger.list({ limit: 10 });
    expect(deliveries).toMatchObject([{ kind: 'single', outcome: 'delivered', attempt: 1, alertCount: 1, errcode: 0 }]);
    expect(relay.pendingWakeUps()).toBe(0);
  });

  test('leaves its lane free, with nothing in flight and nothing to acknowledge', async () => {
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);

    const lane = await relay.lanes.get(aChannel().robots[0].webhookId);
    expect(lane).toMatchObject({ fence: 1, acks: [], failures: 0, monthCount: 1 });
    expect(lane.owner).toBeUndefined();
    expect(lane.inFlight).toBeUndefined();
    expect(lane.slots).toHaveLength(1);
  });
});

describe('what repeats', () => {
  test('is held for the quiet time and then told once, with its count', async () => {
    await relay.receive([anAlert()]);
    await relay.runFor(3 * MINUTE);
    for (let at = 0; at < 2; at++) {
      await relay.receive([anAlert()]);
      await relay.runFor(3 * MINUTE);
    }
    expect(relay.seen).toHaveLength(1);
    await relay.runFor(10 * MINUTE);

    expect(relay.seen).toHaveLength(2);
    expect(await items()).toMatchObject([{ receipts: 3, toldReceipts: 3 }]);
    expect(relay.pendingWakeUps()).toBe(0);
  });

  test('counts a twin from a second sender without a second message', async () => {
    const activeAt = '2026-11-20T23:59:00Z';
    await relay.receive([anAlert({ activeAt }), anAlert({ activeAt })]);
    await relay.receive([anAlert({ activeAt })]);
    await relay.runFor(MINUTE);

    expect(relay.seen).toHaveLength(1);
    expect(await items()).toMatchObject([{ receipts: 3 }]);
  });

  test('that rises in level is told at once', async () => {
    await relay.receive([anAlert()]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert()]);
    await relay.receive([anAlert({ level: 'critical' })]);
    await relay.runFor(1_000);

    expect(relay.seen).toHaveLength(2);
  });
});

describe('a channel that lets the first alert wait for company', () => {
  test('tells those of a group together, when the first has waited', async () => {
    await restart(aChannel({ aggregation: { ...aChannel().aggregation, firstWaitSeconds: 30 } }));
    await relay.receive([anAlert({ target: 'host-1' })]);
    await relay.runFor(20_000);
    await relay.receive([anAlert({ target: 'host-2' })]);
    await relay.runFor(5_000);
    expect(relay.seen).toHaveLength(0);
    await relay.runFor(MINUTE);

    expect(relay.seen).toHaveLength(1);
    expect(relay.seen[0]?.body).toContain('host-1');
    expect(relay.seen[0]?.body).toContain('host-2');
  });
});

describe('a channel that holds what is new', () => {
  test('tells a new alert of a group just told at the end of the group’s quiet time', async () => {
    await restart(aChannel({ aggregation: { ...aChannel().aggregation, holdNew: true } }));
    await relay.receive([anAlert({ target: 'host-1' })]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert({ target: 'host-2' }), anAlert({ name: 'another', target: 'host-2' })]);
    await relay.runFor(MINUTE);
    expect(relay.seen.map(({ body }) => body.includes('another'))).toEqual([false, true]);
    await relay.runFor(10 * MINUTE);

    expect(relay.seen).toHaveLength(3);
    expect(relay.seen[2]?.body).toContain('host-2');
  });
});

describe('a recovery', () => {
  test('is told at once although a repeat was held', async () => {
    await relay.receive([anAlert()]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert()]);
    await relay.receive([anAlert({ status: 'resolved' })]);
    await relay.runFor(1_000);

    expect(relay.seen).toHaveLength(2);
    const { items: deliveries } = await relay.ledger.list({ limit: 10 });
    expect(deliveries.map(({ kind }) => kind)).toEqual(['recovery', 'single']);
  });

  test('of an alert still queued makes one message of both', async () => {
    await relay.receive([anAlert()]);
    await relay.receive([anAlert({ status: 'resolved' })]);
    await relay.runFor(MINUTE);

    expect(relay.seen).toHaveLength(1);
    expect(await items()).toMatchObject([{ status: 'resolved', told: 'resolved' }]);
  });

  test('ends an alert that came without a start time, whatever start time the recovery names', async () => {
    await relay.receive([anAlert()]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert({ status: 'resolved', activeAt: '2026-11-20T22:00:00Z' })]);
    await relay.runFor(MINUTE);

    expect(relay.seen).toHaveLength(2);
    expect(await items()).toMatchObject([{ status: 'resolved', told: 'resolved' }]);
  });

  test('never seen firing is delivered', async () => {
    await relay.receive([anAlert({ status: 'resolved' })]);
    await relay.runFor(MINUTE);

    expect(relay.seen).toHaveLength(1);
  });

  test('of a newer episode that was never seen firing is delivered too', async () => {
    await relay.receive([anAlert({ status: 'resolved', activeAt: '2026-11-20T23:00:00Z' })]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert({ status: 'resolved', activeAt: '2026-11-20T23:00:00Z' })]);
    await relay.receive([anAlert({ status: 'resolved', activeAt: '2026-11-20T23:30:00Z' })]);
    await relay.runFor(MINUTE);

    expect(relay.seen).toHaveLength(2);
  });

  test('followed by a late copy of the ended episode changes nothing', async () => {
    const activeAt = '2026-11-20T23:59:00Z';
    await relay.receive([anAlert({ activeAt })]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert({ activeAt, status: 'resolved' })]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert({ activeAt })]);
    await relay.runFor(20 * MINUTE);

    expect(relay.seen).toHaveLength(2);
    expect(await items()).toMatchObject([{ status: 'resolved' }]);
  });

  test('is not sent where the channel wants none, and says so', async () => {
    await restart(aChannel({ message: { ...aChannel().message, recovery: false } }));
    await relay.receive([anAlert()]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert({ status: 'resolved' })]);
    await relay.runFor(20 * MINUTE);

    expect(relay.seen).toHaveLength(1);
    expect(await items()).toMatchObject([{ status: 'resolved', suppressed: 'recovery-off' }]);
  });

  test('is the same end however often it comes, where nothing tells episodes apart and none is sent', async () => {
    await restart(aChannel({ message: { ...aChannel().message, recovery: false } }));
    await relay.receive([anAlert()]);
    for (let nth = 0; nth < 3; nth++) {
      await relay.runFor(MINUTE);
      await relay.receive([anAlert({ status: 'resolved' })]);
    }

    expect(await items()).toMatchObject([{ status: 'resolved', version: 2 }]);
  });

  test('followed by a new firing is told at once', async () => {
    await relay.receive([anAlert()]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert({ status: 'resolved' })]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);

    expect(relay.seen).toHaveLength(3);
  });
});

describe('a storm', () => {
  test('loses nothing, and never more than twenty messages leave in a minute', async () => {
    for (let batch = 0; batch < 20; batch++) {
      const alerts = Array.from({ length: 15 }, (_, at) =>
        anAlert({
          name: `rule ${at % 7}`,
          target: `host-${batch}-${at}`,
          level: at === 0 ? 'down' : at < 5 ? 'critical' : 'warning',
        }),
      );
      await relay.receive(alerts);
      await relay.runFor(1_000);
    }
    await relay.runFor(3 * MINUTE);

    const all = await items();
    expect(all).toHaveLength(300);
    expect(all.filter((item) => item.told !== 'firing' || item.dueAt !== undefined)).toEqual([]);
    for (const { atMs } of relay.seen) {
      expect(relay.seen.filter((other) => other.atMs > atMs - 60_000 && other.atMs <= atMs).length).toBeLessThanOrEqual(
        20,
      );
    }
    const { items: deliveries } = await relay.ledger.list({ limit: 100 });
    expect(deliveries.reduce((sum, row) => sum + row.alertCount, 0)).toBe(300);
  });
});

describe('what is worse', () => {
  test('is not overtaken by what comes while it waits its turn', async () => {
    await relay.receive([anAlert({ name: 'first' })]);
    await relay.runFor(60);
    await relay.receive([1, 2, 3, 4].map((at) => anAlert({ name: `worse ${at}`, level: 'critical' })));
    await relay.runFor(60);
    for (let at = 0; at < 5; at++) {
      await relay.receive([anAlert({ name: `trifle ${at}`, level: 'info' })]);
      await relay.runFor(60);
    }
    await relay.runFor(MINUTE);

    const text = relay.seen.map(({ body }) => body).join('\n');
    expect(text.indexOf('trifle')).toBeGreaterThan(text.indexOf('worse'));
  });
});

describe('a robot that does not take it', () => {
  test('with a throttle is left alone until its penalty is over', async () => {
    relay.answerWith(
      () => ({
        kind: 'answer',
        status: 200,
        body: '{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}',
      }),
      () => OK,
    );
    await relay.receive([anAlert()]);
    await relay.runFor(9 * MINUTE);
    await relay.receive([anAlert({ name: 'another' })]);
    await relay.runFor(30_000);
    expect(relay.seen).toHaveLength(1);
    await relay.runFor(5 * MINUTE);

    expect(relay.seen.length).toBeGreaterThanOrEqual(2);
    expect((await items()).every((item) => item.told === 'firing')).toBe(true);
  });

  test('because it is unreachable gets it again, later and later', async () => {
    relay.answerWith(
      () => ({ kind: 'unreachable', reason: 'refused', detail: 'refused' }),
      () => ({ kind: 'unreachable', reason: 'refused', detail: 'refused' }),
      () => OK,
    );
    await relay.receive([anAlert()]);
    await relay.runFor(2 * MINUTE);

    const { items: deliveries } = await relay.ledger.list({ limit: 10 });
    expect(deliveries.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ['delivered', 3],
      ['unreachable', 2],
      ['unreachable', 1],
    ]);
  });

  test('but loses the answer gets the same message under the same id', async () => {
    relay.answerWith(
      () => ({ kind: 'unknown', detail: 'no answer' }),
      () => OK,
    );
    await relay.receive([anAlert()]);
    await relay.runFor(2 * MINUTE);

    const ids = relay.seen.map(({ body }) => JSON.parse(body).msgUuid);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    expect(await items()).toMatchObject([{ told: 'firing' }]);
    expect((await relay.lanes.get(aChannel().robots[0].webhookId)).again).toBeUndefined();
  });

  test('but loses the answer on WeCom, which knows no ids, gets it again with a remark', async () => {
    await restart(aChannel({ type: 'wecom' }));
    relay.answerWith(
      () => ({ kind: 'unknown', detail: 'no answer' }),
      () => OK,
    );
    await relay.receive([anAlert()]);
    await relay.runFor(2 * MINUTE);

    const texts = relay.seen.map(({ body }) => JSON.parse(body).markdown.content);
    expect(texts).toHaveLength(2);
    expect(texts[0]).not.toContain('可能与上一条重复');
    expect(texts[1]).toContain('可能与上一条重复');
  });

  test.each(['dingtalk', 'wecom'] as const)(
    'as the channel’s own check sees it gets the same message once more on %s: it may have shown it',
    async (type) => {
      await restart(aChannel({ type, responseCheck: { regex: '.*fine.*' } }));
      relay.answerWith(
        () => OK,
        () => ({ kind: 'answer', status: 200, body: '{"errcode":0,"errmsg":"fine"}' }),
      );
      await relay.receive([anAlert()]);
      await relay.runFor(10 * MINUTE - 1_000);

      expect(relay.seen).toHaveLength(2);
      const [first, second] = relay.seen.map(({ body }) => body);
      if (type === 'dingtalk') expect(JSON.parse(second ?? '').msgUuid).toBe(JSON.parse(first ?? '').msgUuid);
      else expect([first?.includes('重复'), second?.includes('重复')]).toEqual([false, true]);
      expect(await items()).toMatchObject([{ told: 'firing', toldVersion: 1 }]);
      expect((await relay.lanes.get(aChannel().robots[0].webhookId)).monthCount).toBe(2);
    },
  );

  test('for what it says gets it plainer, then without its words, and then it is a dead letter people are told of', async () => {
    relay.answerWith(() => ({ kind: 'answer', status: 200, body: '{"errcode":430102,"errmsg":"bad text"}' }));
    await relay.receive([anAlert()]);
    await relay.runFor(MINUTE);

    const [first, second, third] = relay.seen.map(({ body }) => JSON.parse(body));
    expect(first.msgtype).toBe('markdown');
    expect(second.text.content).toContain('disk full');
    expect(third.text.content).toContain('内容被机器人拒收的告警');
    expect(third.text.content).not.toContain('disk full');
    expect(relay.told).toMatchObject([
      { kind: 'dead-letters', count: 1 },
      { kind: 'dead-letters', count: 1 },
    ]);
    expect((await items()).map(({ dead }) => dead?.split(':')[0])).toEqual(['rejected', 'rejected']);
  });

  test('for its settings is asked again from time to time, and the alert waits', async () => {
    relay.answerWith(
      () => ({ kind: 'answer', status: 200, body: '{"errcode":300005,"errmsg":"token is not exist"}' }),
      () => ({ kind: 'answer', status: 200, body: '{"errcode":300005,"errmsg":"token is not exist"}' }),
      () => OK,
    );
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);
    expect((await relay.lanes.get(aChannel().robots[0].webhookId)).misconfigured).toBe('token');
    await relay.runFor(10 * MINUTE);

    expect(relay.seen).toHaveLength(3);
    expect(await items()).toMatchObject([{ told: 'firing' }]);
  });
});

describe('a channel deleted in the moment an alert is accepted for it', () => {
  test('leaves the alert suppressed, with the reason', async () => {
    await relay.receive([anAlert()]);
    relay.loseWakeUps();
    relay.configure([]);
    await relay.runFor(MINUTE);
    await relay.sweep();

    expect(relay.seen).toHaveLength(0);
    const [item] = await items();
    expect(item).toMatchObject({ suppressed: 'channel-deleted' });
    expect(item?.dueAt).toBeUndefined();
  });
});

describe('a lost wake-up', () => {
  test('costs no more than the time until the sweep', async () => {
    await relay.receive([anAlert()]);
    relay.loseWakeUps();
    await relay.runFor(MINUTE);
    expect(relay.seen).toHaveLength(0);
    await relay.sweep();
    await relay.runFor(1_000);

    expect(relay.seen).toHaveLength(1);
  });
});
