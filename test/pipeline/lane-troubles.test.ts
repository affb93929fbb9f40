import { afterEach, describe, expect, test } from 'vitest';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { sendTest } from '#shared/dispatching/send-test.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import { OWN_SOURCE } from '#shared/notices/own-source.ts';
import { aChannel, aRobot, aSecret } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';

type Harness = Awaited<ReturnType<typeof startHarness>>;

let relay: Harness;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LANE = aChannel().robots[0].webhookId;
const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };
const THROTTLED: PostResult = { kind: 'answer', status: 200, body: '{"errcode":130101,"errmsg":"send too fast"}' };
const FILTERED: PostResult = { kind: 'answer', status: 200, body: '{"errcode":430102,"errmsg":"bad text"}' };
const NO_TOKEN: PostResult = { kind: 'answer', status: 200, body: '{"errcode":300005,"errmsg":"token is not exist"}' };

async function start(...channels: readonly Channel[]): Promise<void> {
  relay = await startHarness(channels);
}

afterEach(() => relay.stop());

async function items(channel = 'dba-oncall') {
  const pages = await Promise.all(
    [...'0123456789abcdef'].map((shard) => relay.alerts.page(channel, shard, undefined, 1000)),
  );
  // What the relay tells of its dead letters is an alert of its own.
  return pages.flatMap((page) => page.items).filter((item) => alertOf(item).source !== OWN_SOURCE);
}

/** Time passes as on AWS: the sweep comes every minute. */
async function runSwept(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += MINUTE) {
    await relay.runFor(MINUTE);
    await relay.sweep();
  }
}

describe('a message whose answer is lost each time', () => {
  test('is given up when its alerts are too old, with the reason', async () => {
    await start(aChannel({ delivery: { ...aChannel().delivery, maxAgeSeconds: 3600 } }));
    relay.answerWith(() => NO_ANSWER);
    await relay.receive([anAlert()]);
    await runSwept(2 * HOUR);

    expect(await items()).toMatchObject([{ dead: expect.stringContaining('too old') }]);
    expect((await relay.lanes.get(LANE)).again).toBeUndefined();
  });

  test('is not in the way of others for long', async () => {
    await start(aChannel());
    relay.answerWith(({ body }) => (body.includes('disk full') ? NO_ANSWER : OK));
    await relay.receive([anAlert()]);
    await runSwept(2 * MINUTE);
    await relay.receive([anAlert({ name: 'host gone', level: 'down' })]);
    await runSwept(10 * MINUTE);

    expect((await items()).map(({ level, told }) => [level, told]).toSorted()).toEqual([
      [1, 'firing'],
      [3, undefined],
    ]);
  });

  test.each(['dingtalk', 'wecom'] as const)(
    'is the same, or marked, also after its robot failed for long: %s',
    async (type) => {
      await start(aChannel({ type }));
      const refused: PostResult = { kind: 'unreachable', reason: 'refused', detail: 'refused' };
      relay.answerWith(
        ...Array.from({ length: 7 }, () => () => refused),
        () => NO_ANSWER,
        () => OK,
      );
      await relay.receive([anAlert({ level: 'down' })]);
      await runSwept(30 * MINUTE);

      const shown = relay.seen.slice(7).map(({ body }) => body);
      expect(shown).toHaveLength(2);
      if (type === 'wecom') expect(shown[1]).toContain('重复');
      else expect(JSON.parse(shown[1] ?? '').msgUuid).toBe(JSON.parse(shown[0] ?? '').msgUuid);
    },
  );

  test('is not in the way of others for longer where its robot failed for long', async () => {
    await start(aChannel());
    relay.answerWith(({ body }) => (body.includes('disk full') ? NO_ANSWER : OK));
    await relay.receive([anAlert()]);
    await runSwept(30 * MINUTE);
    await relay.receive([anAlert({ name: 'host gone', level: 'down' })]);
    const from = relay.now();
    await runSwept(20 * MINUTE);

    const told = relay.seen.find(({ body }) => body.includes('host gone'));
    expect(told?.atMs).toBeLessThan(from + 11 * MINUTE);
  });

  test('is recorded with every attempt, also one that was throttled', async () => {
    await start(aChannel());
    relay.answerWith(
      () => NO_ANSWER,
      () => THROTTLED,
      () => OK,
    );
    await relay.receive([anAlert()]);
    await runSwept(20 * MINUTE);

    const { items: deliveries } = await relay.ledger.list({ limit: 10 });
    expect(deliveries.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ['delivered', 3],
      ['throttled', 2],
      ['unknown', 1],
    ]);
  });
});

describe('a message that kills its workers', () => {
  test('goes out again some times, then what is worse goes first', async () => {
    await start(aChannel({ type: 'wecom' }));
    relay.answerWith(({ body }) => {
      if (body.includes('disk full')) throw new Error('the worker dies');
      return OK;
    });
    await relay.receive([anAlert()]);
    const from = relay.now();
    for (let minute = 0; minute < 20; minute++) {
      await relay.runFor(MINUTE).catch(() => undefined);
      await relay.sweep().catch(() => undefined);
      if (minute === 0) await relay.receive([anAlert({ name: 'host gone', level: 'down' })]);
    }

    const told = relay.seen.findIndex(({ body }) => body.includes('host gone'));
    expect(relay.seen.slice(0, told).length).toBe(7);
    expect(relay.seen[told]?.atMs).toBeLessThan(from + 10 * MINUTE);
  });
});

describe('a worker that dies when its alerts know that they were told, and the lane does not', () => {
  test.each(['dingtalk', 'wecom'] as const)('leaves their end to be told once: %s', async (type) => {
    await start(aChannel({ type }));
    const { settle } = relay.lanes;
    let died = false;
    const lanes = {
      ...relay.lanes,
      settle: async (...args: Parameters<typeof settle>) => {
        if (died) return settle(...args);
        died = true;
        throw new Error('the worker dies');
      },
    };
    Object.assign(relay.ports, { lanes });
    await relay.receive([anAlert({ id: 'a' })]);
    await expect(relay.runFor(1_000)).rejects.toThrow('the worker dies');
    await relay.receive([anAlert({ id: 'a', status: 'resolved' })]);
    await runSwept(5 * MINUTE);

    const bodies = relay.seen.map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toContain('已恢复');
    expect(bodies[1]).not.toContain('重复');
    expect(await items()).toMatchObject([{ told: 'resolved' }]);
  });
});

describe('a message whose answer was lost, of alerts that can’t be written any more', () => {
  test('is told without them; they end as dead, with the reason, and are in nobody’s way', async () => {
    const together = { ...aChannel().aggregation, groupBy: ['target'] };
    await start(aChannel({ aggregation: together }));
    relay.answerWith(
      () => NO_ANSWER,
      () => OK,
    );
    await relay.receive([anAlert({ name: 'disk full' }), anAlert({ name: 'odd' })]);
    await relay.runFor(1_000);
    const { read } = relay.alerts;
    const unwritable = (item: AlertItem) =>
      Object.defineProperty({ ...item }, 'receipts', {
        get: () => {
          throw new Error('cannot write this');
        },
      });
    const alerts = {
      ...relay.alerts,
      read: async (keys: Parameters<typeof read>[0]) =>
        (await read(keys)).map((item) => (alertOf(item).name === 'odd' ? unwritable(item) : item)),
    };
    Object.assign(relay.ports, { alerts });
    await runSwept(5 * MINUTE);
    await relay.receive([anAlert({ name: 'host gone', level: 'down', target: 'other' })]);
    await runSwept(5 * MINUTE);

    const ends = (await items()).map((item) => [alertOf(item).name, item.told, item.dead]);
    expect(ends.toSorted()).toEqual([
      ['disk full', 'firing', undefined],
      ['host gone', 'firing', undefined],
      ['odd', undefined, 'set aside: it could not be written'],
    ]);
    expect((await relay.lanes.get(LANE)).again).toBeUndefined();
    expect(relay.events.map(({ kind }) => kind)).toContain('buried');
  });
});

describe('a mention still owed', () => {
  const wecom = (overrides: Partial<Channel> = {}) =>
    aChannel({ type: 'wecom', mention: { ...aChannel().mention, mobiles: ['13800000000'] }, ...overrides });

  test('is dropped when no channel is left on its robot', async () => {
    await start(wecom());
    relay.answerWith(
      () => OK,
      () => ({ kind: 'answer', status: 200, body: '{"errcode":45009,"errmsg":"api freq out of limit"}' }),
    );
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);
    expect((await relay.lanes.get(LANE)).followUp).toBeDefined();
    relay.configure([]);
    await runSwept(3 * MINUTE);

    expect((await relay.lanes.get(LANE)).followUp).toBeUndefined();
    expect(await relay.alerts.overdue(relay.now())).toEqual({ marks: [], lanes: [] });
  });

  test('is not forgotten for the mention of the next message', async () => {
    await start(wecom({ robots: [aRobot(), aRobot({ name: '2' })] }));
    relay.answerWith(
      () => OK,
      () => ({ kind: 'answer', status: 200, body: '{"errcode":45009,"errmsg":"api freq out of limit"}' }),
      () => OK,
    );
    await relay.receive([anAlert({ id: 'one', name: 'the first', level: 'down' })]);
    await relay.runFor(1_000);
    await relay.receive([anAlert({ id: 'two', name: 'the second', level: 'down' })]);
    await runSwept(10 * MINUTE);

    const naming = relay.seen.filter(({ body }) => body.includes('13800000000'));
    expect(naming.map(({ body }) => (body.includes('the first') ? 1 : 2))).toEqual([1, 2, 1]);
  });

  test('is given up when the channel’s own check never likes the answer to it', async () => {
    await start(wecom({ responseCheck: { regex: '.*ok.*' } }));
    relay.answerWith(({ body }) =>
      body.includes('mentioned_mobile_list') ? { kind: 'answer', status: 200, body: '{"errcode":0}' } : OK,
    );
    await relay.receive([anAlert()]);
    await relay.runFor(5 * MINUTE);

    expect((await relay.lanes.get(LANE)).followUp).toBeUndefined();
    expect(relay.seen.length).toBeLessThanOrEqual(4);
  });

  test('leaves a slot for a down alert where a robot takes few messages', async () => {
    await start(wecom({ limits: { ...aChannel().limits, perMinute: 2 } }));
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);
    await relay.receive([anAlert({ name: 'host gone', level: 'down' })]);
    await relay.runFor(5_000);

    expect(relay.seen.some(({ body }) => body.includes('host gone'))).toBe(true);
  });
});

describe('a test message', () => {
  const ports = () => ({ ...relay.ports, sleep: async () => undefined });
  const candidate = (channel: Channel) => ({ channel, robot: channel.robots[0], secret: 'stored' }) as const;

  test('that the robot refuses does not hold up the alerts behind it', async () => {
    await start(aChannel());
    relay.answerWith(
      () => NO_TOKEN,
      () => OK,
    );
    await sendTest(candidate(aChannel()), ports());
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);

    expect(await items()).toMatchObject([{ told: 'firing' }]);
  });

  test('that a mended robot takes brings the alerts that waited for it', async () => {
    await start(aChannel());
    relay.answerWith(() => NO_TOKEN);
    await relay.receive([anAlert()]);
    await runSwept(20 * MINUTE);
    relay.answerWith(() => OK);
    await sendTest(candidate(aChannel()), ports());
    await relay.runFor(1_000);

    expect(await items()).toMatchObject([{ told: 'firing' }]);
  });

  test('that the robot refuses as the channel’s check asks leaves a back-off as it is', async () => {
    const channel = aChannel({ responseCheck: { status: 201 } });
    await start(channel);
    relay.answerWith(() => ({ kind: 'unreachable', reason: 'refused', detail: 'refused' }));
    await relay.receive([anAlert()]);
    await relay.runFor(8_000);
    const before = await relay.lanes.get(LANE);
    relay.answerWith(() => OK);
    await sendTest(candidate(channel), ports());

    expect(await relay.lanes.get(LANE)).toMatchObject({ failures: before.failures, retryAt: before.retryAt });
  });
});

describe('a channel that wants no recoveries', () => {
  test('still hears of an alert that fired and ended while the robot was muted', async () => {
    await start(aChannel({ message: { ...aChannel().message, recovery: false } }));
    relay.answerWith(
      () => THROTTLED,
      () => OK,
    );
    await relay.receive([anAlert()]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert({ status: 'resolved' })]);
    await relay.runFor(15 * MINUTE);

    expect(await items()).toMatchObject([{ told: 'resolved' }]);
    expect(relay.seen).toHaveLength(2);
  });
});

describe('the end of an alert nobody heard of', () => {
  test('is as silent as its firing, for the same reason', async () => {
    await start(aChannel());
    await relay.receive([anAlert({ masked: 'inhibited' })]);
    await relay.receive([anAlert({ status: 'resolved' })]);
    await relay.runFor(MINUTE);

    expect(relay.seen).toEqual([]);
    expect(await items()).toMatchObject([{ suppressed: 'masked-at-source-inhibited' }]);
  });
});

describe('an alert that got too old', () => {
  test('comes again as urgent as it is', async () => {
    await start(aChannel({ delivery: { ...aChannel().delivery, maxAgeSeconds: 3600 } }));
    relay.answerWith(() => NO_TOKEN);
    await relay.receive([anAlert({ level: 'critical' })]);
    await runSwept(2 * HOUR);
    expect(await items()).toMatchObject([{ dead: expect.stringContaining('token') }]);
    await relay.receive([anAlert({ level: 'critical' })]);

    const due = await Promise.all(
      [...'0123456789abcdef'].map((shard) =>
        relay.alerts.due({ channel: 'dba-oncall', shard, class: 1 }, relay.now(), 10),
      ),
    );
    expect(due.flat().filter(({ brief }) => brief.includes('disk full'))).toHaveLength(1);
  });
});

describe('a robot that got a new key', () => {
  test('is tried with it at once, also when the old one was forgotten while it was refused', async () => {
    await start(aChannel());
    relay.answerWith(
      () => {
        relay.rotateSecret(aSecret({ signatureKey: 'SEC-new' }));
        return NO_TOKEN;
      },
      () => OK,
    );
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);

    expect(await items()).toMatchObject([{ told: 'firing' }]);
  });
});

describe('a robot that moves to another channel’s webhook', () => {
  test('takes its waiting alerts along, and the old lane forgets them', async () => {
    await start(aChannel());
    relay.answerWith(
      () => FILTERED,
      () => ({ kind: 'unreachable', reason: 'dns', detail: 'dns' }),
      () => OK,
    );
    await relay.receive([anAlert()]);
    await relay.runFor(1_000);
    expect((await relay.lanes.get(LANE)).again).toBeDefined();
    relay.configure([aChannel({ robots: [aRobot({ webhookId: 'another'.padEnd(64, '0') })] })]);
    await runSwept(3 * MINUTE);

    expect(await items()).toMatchObject([{ told: 'firing' }]);
    expect(relay.seen).toHaveLength(3);
    expect((await relay.lanes.get(LANE)).again).toBeUndefined();
  });

  test('leaves no message to be repeated to those whose robot it was', async () => {
    const [one, other] = [aChannel({ name: 'one' }), aChannel({ name: 'other' })];
    await start(one, other);
    relay.answerWith(
      () => NO_ANSWER,
      () => OK,
    );
    await relay.receive([anAlert({ id: 'x' })], { channels: ['one'] });
    await relay.runFor(10);
    relay.configure([{ ...one, robots: [aRobot({ name: '2' })] }, other]);
    await runSwept(3 * MINUTE);

    expect(await items('one')).toMatchObject([{ told: 'firing' }]);
    expect((await relay.lanes.get(LANE)).again).toBeUndefined();
  });

  test('leaves them what was theirs of such a message', async () => {
    const [one, other] = ['one', 'other'].map((name) => aChannel({ name, type: 'wecom' }));
    if (one === undefined || other === undefined) throw new Error('there are two');
    await start(one, other);
    relay.answerWith(
      () => NO_ANSWER,
      () => OK,
    );
    const names = ['a', 'b', 'c', 'd'].map((name) => anAlert({ name: `${name} of one` }));
    await relay.receive(names, { channels: ['one'] });
    await relay.receive([anAlert({ name: 'e of other' })], { channels: ['other'] });
    for (let second = 0; second < 60 && relay.seen.length < 1; second++) await relay.runFor(1_000);
    expect(relay.seen.at(-1)?.body).toContain('e of other');
    relay.configure([{ ...one, robots: [aRobot({ name: '2' })] }, other]);
    await runSwept(3 * MINUTE);

    const [again] = relay.seen.slice(1).filter(({ body }) => body.includes('e of other'));
    expect(again?.body).toContain('重复');
    expect(again?.body).not.toContain('of one');
    expect(await items('other')).toMatchObject([{ told: 'firing' }]);
  });
});
