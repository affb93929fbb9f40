import { afterEach, describe, expect, test } from 'vitest';
import { alertState } from '#shared/admission/alert-item.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import { ruleMark } from '#shared/routing/rule-mark.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { settingsOf } from '#test/unit/routing/settings.ts';
import { anAlert, OK, START_MS, startHarness } from './harness.ts';
import { makeSilence, remembersNoSilences } from './silencing.ts';

let relay: Awaited<ReturnType<typeof startHarness>>;
afterEach(() => relay.stop());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** From a millisecond before the hour ends: that long something waits then to be told together. */
const GATHER_MS = 1_999;
const DBA = 'dba-oncall';
const REFUSED: PostResult = { kind: 'unreachable', reason: 'refused', detail: 'refused' };

let revision = 0;
async function configure(...rules: readonly object[]): Promise<void> {
  revision += 1;
  const named = rules.map((rule) => ({ name: 'r', channels: [DBA], ...rule }));
  const settings = settingsOf({ defaultChannel: DBA, rules: named });
  await relay.pushSettings.write({ settings, origin: 'api', revision });
}

async function start(rules: readonly object[], channels: readonly Channel[] = [aChannel()]): Promise<void> {
  relay = await startHarness(channels);
  revision = 0;
  await configure(...rules);
}

const texts = () => relay.seen.map(({ body }) => JSON.parse(body).markdown.text as string);
const fires = (name: string, more: object = {}) =>
  relay.receive([anAlert({ id: name, name, activeAt: new Date(START_MS).toISOString(), ...more })]);
const ends = (name: string) => fires(name, { status: 'resolved' });

async function items(channel = DBA) {
  const pages = await Promise.all(
    [...'0123456789abcdef'].map((shard) => relay.alerts.page(channel, shard, undefined, 1000)),
  );
  return pages.flatMap((page) => page.items);
}

async function item(name: string, channel = DBA) {
  return (await items(channel)).find((one) => alertOf(one).name === name);
}

async function state(name: string, channel = DBA) {
  const found = await item(name, channel);
  return found === undefined ? 'not there' : `${alertState(found, relay.now())} ${found.suppressed ?? ''}`.trim();
}

/** Each a minute after the other. */
async function fireInTurn(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await fires(name);
    await relay.runFor(MINUTE);
  }
}

async function told(rule = 'r', channel = DBA) {
  const lane = await relay.lanes.get(aChannel().robots[0].webhookId);
  return lane.caps?.[channel]?.rules?.[ruleMark(rule)];
}

describe('a rule that tells two alerts an hour and holds the rest', () => {
  test('says with the second that it was the last, and summarises the rest when the hour is over', async () => {
    await start([{ limits: { perHour: 2 } }]);
    await fireInTurn('one', 'two', 'three', 'four');

    expect(texts()).toHaveLength(2);
    expect(texts()[0]).not.toContain('“r”');
    expect(texts()[1]).toContain('规则“r”本小时的 2 条告警额度已用完：之后的告警先暂存');
    expect(await item('three')).toMatchObject({
      dueAt: START_MS + HOUR,
      heldBack: { reason: 'over-cap', by: 'r', untilMs: START_MS + HOUR },
    });
    expect(await state('three')).toBe('suppressed');
    await relay.runUntil(START_MS + 2 * HOUR);

    expect(texts()).toHaveLength(3);
    // A storm is given two seconds to show its size.
    expect(relay.seen[2]?.atMs).toBe(START_MS + HOUR + GATHER_MS);
    expect(texts()[2]).toContain('规则“r”达到上限，暂存的 2 条告警在此汇总');
    expect(texts()[2]).toContain('three');
    expect(texts()[2]).toContain('four');
    expect(await state('three')).toBe('delivered');
  });

  test('counts the summary as one alert of the hour it is told in', async () => {
    await start([{ limits: { perHour: 2 } }]);
    await fireInTurn('one', 'two', 'three', 'four', 'five');
    await relay.runUntil(START_MS + HOUR + MINUTE);
    expect(await told()).toEqual([1, 3]);
    await fireInTurn('six', 'seven');

    expect(texts()).toHaveLength(4);
    expect(texts()[3]).toContain('six');
    expect(await item('seven')).toMatchObject({ dueAt: START_MS + 2 * HOUR });
  });

  test('tells of what fired and ended meanwhile with the summary', async () => {
    await start([{ limits: { perHour: 1 } }]);
    await fireInTurn('one', 'two', 'three');
    await ends('two');
    await relay.runFor(MINUTE);
    expect(texts()).toHaveLength(1);
    await relay.runUntil(START_MS + HOUR + MINUTE);

    expect(texts()).toHaveLength(2);
    for (const name of ['two', 'three']) expect(texts()[1]).toContain(name);
    expect(await state('two')).toBe('delivered');
  });

  test.each(['of the rule', 'of the channel'])('does so where the setting %s is to tell no ends', async (whose) => {
    const { message } = aChannel();
    const quiet = whose === 'of the rule' ? {} : { message: { ...message, recovery: false } };
    const rule = { limits: { perHour: 1 }, ...(whose === 'of the rule' ? { recovery: false } : {}) };
    await start([rule], [aChannel(quiet)]);
    await fireInTurn('one', 'two');
    await ends('two');
    await relay.runFor(HOUR + MINUTE);

    expect(texts().filter((text) => text.includes('two'))).toHaveLength(1);
    expect(await state('two')).toBe('delivered');
  });

  test('tells one alert that fired and ended meanwhile, and nothing else, too', async () => {
    await start([{ limits: { perHour: 1 } }]);
    await fireInTurn('one', 'two');
    await ends('two');
    await relay.runUntil(START_MS + HOUR + MINUTE);

    expect(texts()).toHaveLength(2);
    expect(await state('two')).toBe('delivered');
  });

  test('tells the end of what people heard of at once, uncounted', async () => {
    await start([{ limits: { perHour: 1 } }]);
    await fireInTurn('one', 'two');
    await ends('one');
    await relay.runFor(MINUTE);

    expect(texts()).toHaveLength(2);
    expect(texts()[1]).toContain('one');
    expect(await told()).toEqual([1, 1]);
    expect(await state('one')).toBe('delivered');
  });

  test('tells an end whose firing went by before us', async () => {
    await start([{ limits: { perHour: 1 } }]);
    await fireInTurn('one');
    await ends('never seen');
    await relay.runFor(MINUTE);

    expect(texts()[1]).toContain('never seen');
  });

  test('holds a rise in level and the worst level as well, as the caps of a channel do', async () => {
    await start([{ limits: { perHour: 1 } }]);
    await fireInTurn('one');
    await fires('one', { level: 'critical' });
    await fires('two', { level: 'down' });
    await relay.runFor(10 * MINUTE);
    expect(texts()).toHaveLength(1);
    await relay.runUntil(START_MS + HOUR + MINUTE);

    expect(texts()).toHaveLength(2);
  });

  test('counts a repeat that is told', async () => {
    await start([{ limits: { perHour: 3 } }]);
    await fireInTurn('one');
    await fires('one');
    await relay.runFor(15 * MINUTE);

    expect(texts()).toHaveLength(2);
    expect(await told()).toEqual([2, 2]);
  });

  test('tells the worst of what comes at once, and holds the rest', async () => {
    await start([{ limits: { perHour: 2 } }], [aChannel({ aggregation: { ...aChannel().aggregation, groupBy: [] } })]);
    await relay.receive(
      (['info', 'warning', 'down', 'caution', 'critical'] as const).map((level) => anAlert({ name: level, level })),
    );
    await relay.runFor(MINUTE);

    expect(await told()).toEqual([2, 2]);
    expect(await Promise.all(['down', 'critical', 'warning', 'caution', 'info'].map((one) => state(one)))).toEqual([
      ...['delivered', 'delivered'],
      ...['suppressed', 'suppressed', 'suppressed'],
    ]);
  });

  test('holds nothing of another rule, of another channel, and of what senders address themselves', async () => {
    const other = aChannel({ name: 'other' });
    const rules = [
      { limits: { perHour: 1 }, match: { names: ['l*'] }, channels: [DBA, 'other'] },
      { name: 'free', channels: [DBA] },
    ];
    await start(rules, [aChannel(), other]);
    await fireInTurn('l1', 'l2', 'free');
    await relay.receive([anAlert({ name: 'l3' })], { channels: [DBA] });
    await relay.runFor(MINUTE);

    expect([await state('l1'), await state('l2')]).toEqual(['delivered', 'suppressed']);
    expect([await state('l1', 'other'), await state('l2', 'other')]).toEqual(['delivered', 'suppressed']);
    expect([await state('free'), await state('l3')]).toEqual(['delivered', 'delivered']);
  });

  test('counts in the time zone of the channel', async () => {
    const { message } = aChannel();
    // 2026-11-21 00:00 UTC is 05:45 in Kathmandu.
    await start([{ limits: { perHour: 1 } }], [aChannel({ message: { ...message, timeZone: 'Asia/Kathmandu' } })]);
    await fireInTurn('one', 'two');

    expect(await item('two')).toMatchObject({ dueAt: START_MS + 15 * MINUTE });
  });

  test('forgets nothing with a robot that refused, and counts only what was delivered', async () => {
    await start([{ limits: { perHour: 1 } }]);
    relay.answerWith(
      () => REFUSED,
      () => OK,
    );
    await fires('one');
    await relay.runFor(10 * MINUTE);
    await fireInTurn('two');

    expect(await told()).toEqual([1, 1]);
    expect([await state('one'), await state('two')]).toEqual(['delivered', 'suppressed']);
  });

  test('lets go of what it held when the hour is over, also when it is gone by then', async () => {
    await start([{ limits: { perHour: 1 } }]);
    await fireInTurn('one', 'two', 'three');
    await configure();
    await relay.runUntil(START_MS + HOUR + MINUTE);

    expect([await state('two'), await state('three')]).toEqual(['delivered', 'delivered']);
  });
});

test('a limit a day holds until midnight of the channel, however far that is', async () => {
  await start([{ limits: { perDay: 1 } }]);
  await fireInTurn('one', 'two');
  await relay.runUntil(START_MS + 24 * HOUR);

  // Midnight in Shanghai.
  expect(relay.seen.map(({ atMs }) => atMs)).toEqual([START_MS, START_MS + 16 * HOUR + GATHER_MS]);
});

describe('a rule that tells one alert an hour and drops the rest', () => {
  const limits = { perHour: 1, over: 'drop' };

  test('records them, says so before, and tells them when they still come in the next hour', async () => {
    await start([{ limits }]);
    await fireInTurn('one', 'two');

    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain('前的告警只记录、不发送');
    expect(await state('two')).toBe('suppressed over-cap');
    expect(await item('two')).toMatchObject({ heldBack: { reason: 'over-cap', by: 'r' } });
    await relay.runUntil(START_MS + HOUR + MINUTE);
    expect(texts()).toHaveLength(1);
    await fires('two');
    await relay.runFor(MINUTE);

    expect(texts()).toHaveLength(2);
    expect(await state('two')).toBe('delivered');
  });

  test('does not tell the end of what it did not tell', async () => {
    await start([{ limits }]);
    await fireInTurn('one', 'two');
    await ends('two');
    await relay.runUntil(START_MS + 3 * HOUR);

    expect(texts()).toHaveLength(1);
    expect(await state('two')).toBe('suppressed over-cap');
  });

  test('tells the end of what it told, also after a repeat of it was dropped', async () => {
    await start([{ limits }]);
    await fireInTurn('one');
    await fires('one');
    await relay.runFor(15 * MINUTE);
    expect(await state('one')).toBe('suppressed over-cap');
    await ends('one');
    await relay.runFor(MINUTE);

    expect(texts()).toHaveLength(2);
    expect(await state('one')).toBe('delivered');
  });

  test('tells the end of what people may have seen in a message whose answer was lost, and that a silence held since', async () => {
    await start([{ limits }], [aChannel({ type: 'wecom' })]);
    relay.answerWith(
      () => ({ kind: 'unknown', detail: 'no answer' }),
      () => OK,
    );
    await fires('one');
    await relay.runFor(10);
    await makeSilence(relay, { matchers: ['name=one'], duration: '10m' });
    remembersNoSilences(relay);
    await relay.runFor(2 * MINUTE);
    expect(await item('one')).toMatchObject({ heldBack: { reason: 'silenced' }, maybeShown: true });
    // Takes the place of the hour before the silence ends.
    await fires('two');
    await relay.runFor(9 * MINUTE);
    expect(await state('one')).toBe('suppressed over-cap');
    await ends('one');
    await relay.runFor(MINUTE);

    expect(relay.seen).toHaveLength(3);
    expect(relay.seen[2]?.body).toMatch(/已恢复.*one/);
    expect(await item('one')).toMatchObject({ told: 'resolved' });
    expect(await item('one')).not.toHaveProperty('maybeShown');
  });

  test('says in the log how many', async () => {
    await start([{ limits }]);
    await fireInTurn('one', 'two');

    expect(relay.events).toContainEqual({
      ...{ kind: 'held-by-rule', channel: DBA, rule: 'r', reason: 'over-cap' },
      ...{ until: 'never', alertCount: 1 },
    });
  });
});

describe('an alert whose message was lost, and that is told with another', () => {
  const NO_ANSWER: PostResult = { kind: 'unknown', detail: 'no answer' };

  test.each([
    ['drop', 1, 1],
    ['hold', 1, 1],
    ['drop', 6, 2],
    // Of so many the lane does not remember each.
    ['drop', 80, 80],
  ])(
    'is within a limit that message was within, over: %s, one of %i, of which a silence holds %i',
    async (over, all, silenced) => {
      await start([{ limits: { perHour: all, over } }]);
      relay.answerWith(
        () => NO_ANSWER,
        () => OK,
      );
      const names = Array.from({ length: all }, (_, nth) => `n${nth}`);
      await relay.receive(names.map((name) => anAlert({ id: name, name })));
      while (relay.seen.length === 0) await relay.runFor(100);
      const matchers = [`name=~${names.slice(0, silenced).join('|')}`];
      await makeSilence(relay, { matchers, duration: '5m' });
      remembersNoSilences(relay);
      await relay.runFor(MINUTE);
      expect(await told()).toEqual(all === silenced ? undefined : [all - silenced, all - silenced]);
      await relay.runFor(9 * MINUTE);

      expect(await Promise.all(names.map((name) => state(name)))).toEqual(names.map(() => 'delivered'));
      expect(await told()).toEqual([all, all]);
    },
  );

  test('is so, too, where the other alerts of that message went through a robot of their own', async () => {
    const [one, two] = [aRobot(), aRobot({ name: '2' })];
    const narrow = aChannel({ name: 'narrow', type: 'wecom', robots: [one] });
    const wide = aChannel({ type: 'wecom', robots: [one, two] });
    const rule = { match: { names: ['n*'] }, channels: ['narrow'], limits: { perHour: 1, over: 'drop' } };
    await start([rule], [narrow, wide]);
    let isLosing = true;
    const isTwo = (url: string) => url.includes(`${'0'.repeat(63)}2`);
    relay.answerWith(({ url }) => (isLosing && !isTwo(url) ? NO_ANSWER : OK));
    await relay.receive(['n', ...'abcdef'].map((name) => anAlert({ id: name, name })));
    await relay.runFor(2 * MINUTE);
    expect(relay.seen.some(({ url }) => isTwo(url))).toBe(true);
    isLosing = false;
    await relay.runFor(20 * MINUTE);

    expect(await state('n', 'narrow')).toBe('delivered');
    expect(await told('r', 'narrow')).toEqual([1, 1]);
  });

  test.each(['told', 'put off'])(
    'counts with that message once it is over: its end is not counted, %s',
    async (end) => {
      await start([{ limits: { perHour: 2 } }]);
      relay.answerWith(
        () => NO_ANSWER,
        () => OK,
      );
      await fires('one');
      await relay.runFor(10);
      await ends('one');
      if (end === 'put off') await makeSilence(relay, { duration: '5m' });
      remembersNoSilences(relay);
      await relay.runFor(MINUTE);
      expect(await told()).toEqual([1, 1]);
      await relay.runFor(9 * MINUTE);

      expect(await state('one')).toBe('delivered');
      expect(await told()).toEqual([1, 1]);
    },
  );
});

describe('the language of a rule', () => {
  const english = { name: 'en', match: { names: ['en*'] }, language: 'en_US' };

  test('is that of its messages', async () => {
    await start([english]);
    await fireInTurn('en one', 'other');

    expect(texts()[0]).toContain('Warning');
    expect(texts()[1]).toContain('警告');
  });

  test('has the templates of the channel for it', async () => {
    const { message } = aChannel();
    const templates = { en_US: { single: 'own words: ${alarm_name}' }, zh_CN: { single: '自己的' } };
    await start([english], [aChannel({ message: { ...message, templates } })]);
    await fireInTurn('en one');

    expect(texts()[0]).toContain('own words: en one');
  });

  test('gives way to the channel’s where a message holds alerts of others', async () => {
    await start([english], [aChannel({ aggregation: { ...aChannel().aggregation, groupBy: [] } })]);
    await relay.receive([anAlert({ name: 'en one' }), anAlert({ name: 'en two' })]);
    await relay.runFor(MINUTE);
    await relay.receive([anAlert({ name: 'en three' }), anAlert({ name: 'other' })]);
    await relay.runFor(MINUTE);

    expect(texts()).toHaveLength(2);
    expect(texts()[0]).toContain('Warning');
    expect(texts()[1]).toContain('警告');
  });

  test('is the channel’s again once the rule is gone', async () => {
    await start([english]);
    relay.answerWith(
      () => REFUSED,
      () => OK,
    );
    await fires('en one');
    await configure();
    await relay.runFor(10 * MINUTE);

    expect(texts().at(-1)).toContain('警告');
  });
});

describe('a repeat that came within a window and is due after it', () => {
  /** Open for the first five minutes. */
  const window = (outside: 'hold' | 'drop') => ({ from: '00:00', to: '00:05', timeZone: 'UTC', outside });

  test('is told when it opens again, where the rule holds', async () => {
    await start([{ window: window('hold') }]);
    await fireInTurn('one');
    await fires('one');
    await relay.runFor(23 * HOUR);
    expect(texts()).toHaveLength(1);
    expect(await item('one')).toMatchObject({
      heldBack: { reason: 'outside-window', by: 'r', untilMs: START_MS + 24 * HOUR },
    });
    await relay.runFor(2 * HOUR);

    expect(relay.seen.map(({ atMs }) => atMs)).toEqual([START_MS, START_MS + 24 * HOUR]);
  });

  test('is recorded where it drops, and told no more', async () => {
    await start([{ window: window('drop') }]);
    await fireInTurn('one');
    await fires('one');
    await relay.runFor(48 * HOUR);

    expect(texts()).toHaveLength(1);
    expect(await state('one')).toBe('suppressed outside-window');
  });

  test('is told where the window is open by then', async () => {
    await start([{ window: { ...window('hold'), to: '00:30' } }]);
    await fireInTurn('one');
    await fires('one');
    await relay.runFor(20 * MINUTE);

    expect(texts()).toHaveLength(2);
  });
});

test('of two robots of a channel both count for its rule', async () => {
  const channel = aChannel({ robots: [aRobot(), aRobot({ name: '2', webhookId: 'second', secretRef: 'ref-2' })] });
  await start([{ limits: { perHour: 2 } }], [channel]);
  relay.answerWith(
    () => OK,
    () => REFUSED,
    () => OK,
  );
  await fireInTurn('one', 'two');
  await relay.runFor(5 * MINUTE);
  await fireInTurn('three');

  expect(await told()).toEqual([2, 2]);
  expect(await state('three')).toBe('suppressed');
});
