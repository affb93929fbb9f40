import { afterEach, describe, expect, test } from 'vitest';
import { alertState } from '#shared/admission/alert-item.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { settingsOf } from '#test/unit/routing/settings.ts';
import { anAlert, OK, START_MS, startHarness } from './harness.ts';

let relay: Awaited<ReturnType<typeof startHarness>>;
afterEach(() => relay.stop());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OTHER = aChannel({ name: 'other', robots: [aRobot({ webhookId: 'another-robot' })] });

async function start(input: object, channels: readonly Channel[] = [aChannel(), OTHER]): Promise<void> {
  relay = await startHarness(channels);
  await relay.pushSettings.write({ settings: settingsOf(input), origin: 'api', revision: 1 });
}

/** A window, of the day the relay starts on, that is open between so many hours after that. */
function window(fromHours: number, toHours: number, outside: 'hold' | 'drop') {
  const clock = (hours: number) => new Date(START_MS + hours * HOUR).toISOString().slice(11, 16);
  return { from: clock(fromHours), to: clock(toHours), timeZone: 'UTC', outside };
}

const only = (fields: object) => ({
  defaultChannel: 'other',
  rules: [{ name: 'r', channels: ['dba-oncall'], ...fields }],
});
const texts = () => relay.seen.map(({ body }) => JSON.parse(body).markdown.text as string);
const fires = (fields: object = {}) =>
  relay.receive([anAlert({ activeAt: new Date(START_MS).toISOString(), ...fields })]);
const ends = (fields: object = {}) => fires({ status: 'resolved', ...fields });

async function items(channel: string) {
  const pages = await Promise.all(
    [...'0123456789abcdef'].map((shard) => relay.alerts.page(channel, shard, undefined, 1000)),
  );
  return pages.flatMap((page) => page.items);
}

async function state(channel = 'dba-oncall') {
  const [item] = await items(channel);
  return item === undefined ? 'not there' : `${alertState(item, relay.now())} ${item.suppressed ?? ''}`.trim();
}

describe('alerts go', () => {
  test('where rules send them, each to its own, and what none is for to the default channel', async () => {
    await start(only({ match: { atLeast: 'critical' } }));
    const result = await relay.receive([anAlert({ id: 'a', level: 'down' }), anAlert({ id: 'b', level: 'info' })]);

    expect(result).toMatchObject({
      accepted: 2,
      alerts: [
        { id: 'a', channels: ['dba-oncall'] },
        { id: 'b', channels: ['other'] },
      ],
    });
    expect((await items('dba-oncall')).map((item) => alertOf(item).id)).toEqual(['a']);
    expect((await items('other')).map((item) => alertOf(item).id)).toEqual(['b']);
  });

  test('where the request says, whatever rules say', async () => {
    await start(only({}));
    expect(await relay.receive([anAlert()], { channels: ['other'] })).toMatchObject({
      alerts: [{ channels: ['other'] }],
    });
  });

  test('to the default channel where a rule names a channel that is gone, and to all where that is gone too', async () => {
    await start(only({ channels: ['gone'] }));
    expect(await fires()).toMatchObject({ alerts: [{ channels: ['other'] }] });
    relay.configure([aChannel()]);

    expect(await fires({ id: 'second' })).toMatchObject({ alerts: [{ channels: ['dba-oncall'] }] });
  });

  test('into the records only where the channel is disabled, and nowhere while all are', async () => {
    await start(only({}), [aChannel({ enabled: false }), OTHER]);
    expect(await fires()).toMatchObject({ kind: 'accepted', alerts: [{ channels: ['dba-oncall'] }] });
    expect(await state()).toBe('suppressed channel-disabled');
    relay.configure([aChannel({ enabled: false }), { ...OTHER, enabled: false }]);

    expect(await fires()).toEqual({ kind: 'no-channel' });
  });

  test('within the bounds of the sender’s token, whatever rules choose', async () => {
    await start(only({ match: { atLeast: 'down' }, channels: ['dba-oncall', 'other'] }));
    const both = [anAlert({ id: 'a', level: 'down' }), anAlert({ id: 'b' })];

    expect(await relay.receive(both, { within: ['dba-oncall'] })).toMatchObject({
      alerts: [{ channels: ['dba-oncall'] }, { channels: ['dba-oncall'] }],
    });
    relay.configure([aChannel({ enabled: false }), OTHER]);
    expect(await relay.receive(both, { within: ['dba-oncall'] })).toEqual({ kind: 'no-channel' });
  });

  test('counted by pairs of alert and channel', async () => {
    await start(only({ match: { atLeast: 'down' }, channels: ['dba-oncall', 'other'] }));
    const many = Array.from({ length: 5_001 }, (_, nth) => anAlert({ id: `${nth}`, level: 'down' }));

    expect(await relay.receive(many)).toEqual({ kind: 'too-many', pairs: 10_002, limit: 10_000 });
  });

  test('by what each state says, also of one alert in one request', async () => {
    await start(only({ match: { labels: ['team=dba'] } }));
    const states = [anAlert({ id: 'x', labels: { team: 'dba' } }), anAlert({ id: 'x', status: 'resolved' as const })];
    const result = await relay.receive(states);

    expect(result).toMatchObject({ alerts: [{ channels: ['dba-oncall'] }, { channels: ['other'] }] });
  });
});

describe('outside a window that holds', () => {
  test('an alert is told when it opens, with what became of it meanwhile, and is not late then', async () => {
    await start(only({ window: window(8, 16, 'hold') }));
    await fires();
    await relay.runFor(3 * HOUR);
    await fires({ level: 'down' });
    await relay.runFor(HOUR);
    await fires({ level: 'down' });
    await relay.runFor(4 * HOUR - MINUTE);
    expect(relay.seen).toEqual([]);
    await relay.runFor(2 * MINUTE);

    expect(relay.seen).toHaveLength(1);
    expect(relay.seen[0]?.atMs).toBe(START_MS + 8 * HOUR);
    expect(texts()[0]).not.toContain('晚了');
    expect(await state()).toBe('delivered');
  });

  test('over a weekend an alert grows no older than its channel lets it', async () => {
    const day = new Date(START_MS + 72 * HOUR).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' });
    await start(only({ window: { days: [day.toLowerCase()], timeZone: 'UTC' } }));
    await fires();
    await relay.runFor(73 * HOUR);

    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain(anAlert().name);
    expect(await state()).toBe('delivered');
  });

  test.each([
    ['rises', { level: 'down' }],
    ['ends', { status: 'resolved' }],
  ])('one that was due before it closed and %s meanwhile is told as soon as its robot takes it', async (_, change) => {
    await start(only({ window: window(-2, 0.05, 'hold') }));
    relay.answerWith(() => ({ kind: 'unreachable', reason: 'refused', detail: 'refused' }));
    await fires({ id: 'a' });
    await relay.runFor(5 * MINUTE);
    await fires({ id: 'a', ...change });
    relay.answerWith(() => OK);
    await relay.runFor(HOUR);

    expect(await state()).toBe('delivered');
  });

  test('one that ended meanwhile is told in one line', async () => {
    await start(only({ window: window(8, 16, 'hold') }));
    await fires();
    await relay.runFor(HOUR);
    await ends();
    await relay.runFor(8 * HOUR);

    expect(relay.seen).toHaveLength(1);
    expect(relay.seen[0]?.atMs).toBe(START_MS + 8 * HOUR);
  });

  test('the end of what was told within is told when it opens again', async () => {
    await start(only({ window: window(0, 1, 'hold') }));
    await fires();
    await relay.runFor(2 * HOUR);
    await ends();
    await relay.runFor(21 * HOUR);
    expect(relay.seen).toHaveLength(1);
    await relay.runFor(HOUR);

    expect(relay.seen.map(({ atMs }) => atMs)).toEqual([expect.any(Number), START_MS + 24 * HOUR]);
  });

  test('a repeat of what was told within is held beyond its quiet time', async () => {
    await start(only({ window: window(0, 1, 'hold') }));
    await relay.runFor(59 * MINUTE);
    await fires();
    await relay.runFor(2 * MINUTE);
    expect(relay.seen).toHaveLength(1);
    await fires();
    await relay.runFor(22 * HOUR);

    expect(relay.seen).toHaveLength(1);
    await relay.runFor(2 * HOUR);
    expect(relay.seen).toHaveLength(2);
  });
});

describe('outside a window that drops', () => {
  test('an alert is recorded, and told when it still comes within', async () => {
    await start(only({ window: window(8, 16, 'drop') }));
    await fires();
    await relay.runFor(9 * HOUR);
    expect(relay.seen).toEqual([]);
    expect(await state()).toBe('suppressed outside-window');
    await fires();
    await relay.runFor(MINUTE);

    expect(relay.seen).toHaveLength(1);
    expect(await state()).toBe('delivered');
  });

  test('the end of what was told within is recorded', async () => {
    await start(only({ window: window(0, 1, 'drop') }));
    await fires();
    await relay.runFor(2 * HOUR);
    await ends();
    await relay.runFor(48 * HOUR);

    expect(relay.seen).toHaveLength(1);
    expect(await state()).toBe('suppressed recovery-outside-window');
  });

  test('an end leaves alone what is still to be told of its firing', async () => {
    await start(only({ window: window(0, 1, 'drop') }));
    await relay.runFor(HOUR - 1_000);
    await fires();
    relay.loseWakeUps();
    await relay.runFor(MINUTE);
    await ends();
    await relay.sweep();
    await relay.runFor(MINUTE);

    expect(relay.seen).toHaveLength(1);
  });
});

describe('a rule without recoveries', () => {
  test('has ends recorded, also of what repeats when it ends', async () => {
    await start(only({ recovery: false }));
    await fires();
    await relay.runFor(MINUTE);
    await fires();
    await ends();
    await relay.runFor(HOUR);

    expect(relay.seen).toHaveLength(1);
    expect(await state()).toBe('suppressed recovery-off');
  });

  test('tells the firing all the same when it ended before', async () => {
    await start(only({ recovery: false }));
    await relay.receive([anAlert({ id: 'x' }), anAlert({ id: 'x', status: 'resolved' })]);
    await relay.runFor(HOUR);

    expect(relay.seen).toHaveLength(1);
  });
});
