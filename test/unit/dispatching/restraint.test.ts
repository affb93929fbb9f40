import { describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import type { Waiting } from '#shared/dispatching/choose-entries.ts';
import type { RuleStanding } from '#shared/dispatching/judge-by-rule.ts';
import { restraintOf } from '#shared/dispatching/restraint.ts';
import type { Route } from '#shared/dispatching/route.ts';
import { countMessage } from '#shared/pacing/channel-caps.ts';
import { type CapCounts, emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { quotaMonth } from '#shared/pacing/quota.ts';
import { aChannel } from '#test/builders/channel.ts';
import { aWaiting } from '#test/builders/waiting.ts';
import { START_MS, startHarness } from '#test/pipeline/harness.ts';

const HOUR = 3_600_000;
const { limits } = aChannel();
const hourly = aChannel({ name: 'hourly', limits: { ...limits, perHour: 3 } });
const daily = aChannel({ name: 'daily', limits: { ...limits, perHour: 9, perDay: 2 } });
const free = aChannel({ name: 'free' });
const quotas = aChannel({ name: 'quotas', limits: { ...limits, monthlyQuota: 100 } });

/** Counts of a channel that got so many messages at a time. */
function counted(messages: number, atMs = START_MS): CapCounts | undefined {
  let counts: CapCounts | undefined;
  for (let sent = 0; sent < messages; sent++) counts = countMessage(counts, 'Asia/Shanghai', atMs);
  return counts;
}

interface Situation {
  readonly channels: readonly [Channel, ...Channel[]];
  readonly counts?: Readonly<Record<string, CapCounts | undefined>>;
  readonly waiting?: readonly Waiting[];
  readonly used?: Readonly<Record<string, number>>;
  readonly route?: Partial<Route>;
  readonly slots?: readonly number[];
  readonly standings?: readonly RuleStanding[];
}

async function restraint({ channels, counts = {}, used = {}, slots = [], ...more }: Situation) {
  const all = [...new Set([hourly, daily, free, quotas, ...channels])];
  const { ports } = await startHarness(all);
  for (const [name, messages] of Object.entries(used)) {
    await ports.quotas.add(`channel/${name}`, quotaMonth(START_MS), messages);
  }
  const caps = Object.fromEntries(
    Object.entries(counts).flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])),
  );
  const lane: Lane = { ...emptyLane('l'), caps, slots };
  const waiting = more.waiting ?? channels.map((channel) => aWaiting({}, { since: START_MS }, channel));
  const route: Route = { robotLane: lane, limit: 20, channels, failingSince: new Map(), ...more.route };

  return restraintOf({ lane, channels, all }, route, waiting, ports, more.standings);
}

test('a channel without caps and quota is not held back, and nothing is said', async () => {
  expect(await restraint({ channels: [free] })).toEqual({ load: {}, notes: [] });
});

describe('the caps of a channel', () => {
  test('say nothing while more messages may follow', async () => {
    expect(await restraint({ channels: [hourly], counts: { hourly: counted(1) } })).toEqual({ load: {}, notes: [] });
  });

  test('say so when the message is the last of its hour, and until when', async () => {
    expect(await restraint({ channels: [hourly], counts: { hourly: counted(2) } })).toEqual({
      load: {},
      notes: [{ kind: 'cap-reached', period: 'hour', limit: 3, untilMs: START_MS + HOUR }],
    });
  });

  test('say so when the message is the last of its day', async () => {
    expect(await restraint({ channels: [daily], counts: { daily: counted(1) } })).toEqual({
      load: {},
      // The day ends at midnight in Shanghai, where it is eight in the morning.
      notes: [{ kind: 'cap-reached', period: 'day', limit: 2, untilMs: START_MS + 16 * HOUR }],
    });
  });

  test('have what they held told together, since the oldest of it', async () => {
    const since = START_MS - HOUR / 2;
    const waiting = [since + 5, since, since + 9].map((at) => aWaiting({}, { since: at }, hourly));

    expect(await restraint({ channels: [hourly], counts: { hourly: counted(3, START_MS - HOUR) }, waiting })).toEqual({
      load: { summarise: true },
      notes: [{ kind: 'held-by-cap', period: 'hour', sinceMs: since }],
    });
  });

  test('are named with their channel where the message speaks for several', async () => {
    const { notes } = await restraint({ channels: [hourly, free], counts: { hourly: counted(2) } });

    expect(notes).toEqual([
      { kind: 'cap-reached', period: 'hour', limit: 3, untilMs: START_MS + HOUR, channel: 'hourly' },
    ]);
  });

  test('of a channel with nothing to tell don’t matter', async () => {
    const waiting = [aWaiting({}, { since: START_MS }, free)];

    expect(await restraint({ channels: [hourly, free], counts: { hourly: counted(2) }, waiting })).toEqual({
      load: {},
      notes: [],
    });
  });
});

describe('what the limits of a push rule held', () => {
  // Put off, as all that is held, until a moment after it is untold since.
  const one = aWaiting({ rule: 'mark' }, { since: START_MS - 1 }, hourly);
  const group = { channel: hourly, mark: 'mark', rule: { name: 'r' }, waiting: [one] };
  const backlog = new Map([[one, START_MS - HOUR]]);
  const standings = [{ group, held: [], counted: new Set<Waiting>(), backlog }];

  test('is told together, and was not held by the caps of its channel', async () => {
    const full = { hourly: counted(3, START_MS - HOUR) };
    const waiting = [one];

    expect(await restraint({ channels: [hourly], counts: full, waiting, standings })).toEqual({
      load: { summarise: true },
      notes: [],
    });
  });

  test('is nothing where they held nothing', async () => {
    const standing = { group, held: [], counted: new Set<Waiting>() };

    expect(await restraint({ channels: [hourly], waiting: [one], standings: [standing] })).toEqual({
      load: {},
      notes: [],
    });
  });

  test('does not hide what these held', async () => {
    const since = START_MS - HOUR / 2;
    const waiting = [one, aWaiting({}, { since }, hourly)];
    const full = { hourly: counted(3, START_MS - HOUR) };

    expect((await restraint({ channels: [hourly], counts: full, waiting, standings })).notes).toEqual([
      { kind: 'held-by-cap', period: 'hour', sinceMs: since },
    ]);
  });
});

describe('a month’s quota that is nearly used up', () => {
  test('keeps messages apart, counted from the robot’s last one', async () => {
    // Of the month ten days are left (it ends at midnight in Shanghai), and ten messages.
    const { load } = await restraint({ channels: [quotas], used: { quotas: 90 }, slots: [1, 2, START_MS - 7_000] });

    expect(load).toEqual({ sparseUntilMs: START_MS - 7_000 + 12 * HOUR });
  });

  test('lets a robot without a recent message speak', async () => {
    const { load } = await restraint({ channels: [quotas], used: { quotas: 90 } });

    expect(load.sparseUntilMs).toBeLessThan(START_MS);
  });

  test('is that of the channel that lends its robot', async () => {
    const lent = { channels: [free], used: { quotas: 90 }, route: { fallback: quotas } } as const;

    expect((await restraint(lent)).load).toHaveProperty('sparseUntilMs');
    expect((await restraint({ ...lent, channels: [quotas], route: { fallback: free } })).load).toEqual({});
  });

  test('of several channels is that which keeps messages furthest apart', async () => {
    const rich = aChannel({ name: 'rich', limits: { ...limits, monthlyQuota: 10_000 } });
    const used = { quotas: 90, rich: 9_000 };
    const both = await restraint({ channels: [quotas, rich], used, slots: [START_MS] });
    const alone = await restraint({ channels: [rich], used, slots: [START_MS] });

    expect(both.load.sparseUntilMs).toBe(START_MS + 12 * HOUR);
    expect(alone.load.sparseUntilMs).toBe(START_MS + HOUR);
  });

  test('does not matter while it is plenty', async () => {
    expect((await restraint({ channels: [quotas], used: { quotas: 89 } })).load).toEqual({});
  });
});
