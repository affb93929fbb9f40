import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AlertItem, alertState } from '#shared/admission/alert-item.ts';
import { SHARDS } from '#shared/admission/shard.ts';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import { LEVELS } from '#shared/alert/level.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { DeliveryDetail } from '#shared/delivery/ledger.ts';
import { alertOf } from '#shared/dispatching/told-alert.ts';
import { OWN_SOURCE } from '#shared/notices/own-source.ts';
import type { Silence } from '#shared/silences/silence.ts';
import { coversChannel, isSilenced } from '#shared/silences/silence-matches.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { aRule } from '#test/builders/inhibition-rule.ts';
import { Random } from '#test/simulation/random.ts';
import { settingsOf } from '#test/unit/routing/settings.ts';
import { anAlert, START_MS, startHarness } from './harness.ts';
import { makeSilence } from './silencing.ts';

/*
 * A day of alerts through windows, limits of rules, caps of channels, silences and inhibition, in virtual time: what
 * came in is what came out, and what did not is accounted for.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** `TOCSIN_DAYS=100` lives through more of them. */
const SEEDS = Array.from({ length: Number(process.env['TOCSIN_DAYS'] ?? 1) }, (_, nth) => nth + 1);

const channel = (name: string, limits: Partial<Channel['limits']> = {}): Channel =>
  aChannel({
    name,
    robots: [aRobot({ webhookId: `robot-${name}`, secretRef: `ref-${name.length}` })],
    limits: { ...aChannel().limits, ...limits },
  });
const CHANNELS = [channel('oncall'), channel('office', { perHour: 12 }), channel('bulk', { perHour: 4, perDay: 40 })];

const OFFICE_HOURS = { from: '09:00', to: '18:00', timeZone: 'Asia/Shanghai' } as const;
const SETTINGS = {
  defaultChannel: 'bulk',
  rules: [
    { name: 'what can not wait', match: { atLeast: 'critical' }, channels: ['oncall'], continue: true },
    {
      name: 'in office hours',
      match: { names: ['disk *'] },
      channels: ['office'],
      window: { ...OFFICE_HOURS, outside: 'hold' },
    },
    {
      name: 'by day only',
      match: { names: ['slow *'] },
      channels: ['office'],
      window: { ...OFFICE_HOURS, outside: 'drop' },
    },
    {
      name: 'few, without ends',
      match: { names: ['backup *'] },
      channels: ['bulk'],
      recovery: false,
      limits: { perHour: 2, over: 'drop' },
    },
    { name: 'few at a time', match: { names: ['host *'] }, channels: ['bulk'], limits: { perHour: 3, over: 'hold' } },
  ],
};

/** A host that is down mutes the lesser alerts of its cluster. */
const INHIBITIONS = [
  aRule({
    name: 'cluster in trouble',
    sourceMatchers: ['name=~"host .+"', 'level=down'],
    targetMatchers: ['level=~"warning|caution|info"'],
    equal: ['ob_cluster'],
  }),
];

/** A silence of the whole day's part, one of every night, and one that somebody sets for an hour. */
const SILENCES = [
  { matchers: ['ob_cluster=ob3'], startsAt: START_MS + 2 * HOUR, endsAt: START_MS + 9 * HOUR },
  {
    matchers: ['name=~"disk .+"'],
    channels: ['oncall'],
    startsAt: START_MS,
    endsAt: START_MS + 2 * DAY,
    daily: { from: '23:30', to: '01:00', timeZone: 'UTC' },
  },
  { matchers: ['level=info'], startsAt: START_MS + 12 * HOUR, endsAt: START_MS + 13 * HOUR },
];

let relay: Awaited<ReturnType<typeof startHarness>>;
let silenceIds: string[];
let accepted: Accepted;

interface Event {
  readonly atMs: number;
  readonly alert: ParsedAlert;
}

/** Two hundred alerts over the day, a storm among them; most end, some again and again. */
function drawDay(seed: number): readonly Event[] {
  const random = new Random(seed);
  const stormAtMs = START_MS + random.between(0, DAY - HOUR);
  const events: Event[] = [];
  for (let nth = 0; nth < 200; nth++) {
    const beginMs = nth < 60 ? stormAtMs + random.between(0, MINUTE) : START_MS + random.between(0, DAY);
    let atMs = beginMs;
    const base = {
      id: `a${nth}`,
      name: `${random.pick(['disk', 'slow', 'backup', 'host'])} ${random.pick(['full', 'late', 'gone'])}`,
      level: random.pick(LEVELS),
      target: `host-${nth}`,
      labels: { ob_cluster: random.pick(['ob1', 'ob2', 'ob3']) },
    };
    for (let turn = random.between(1, 4); turn > 0 && atMs < START_MS + DAY; turn--) {
      const activeAt = new Date(atMs).toISOString();
      events.push({ atMs, alert: anAlert({ ...base, activeAt }) });
      if (random.chance(0.4))
        events.push({ atMs: atMs + random.between(1, 20) * MINUTE, alert: anAlert({ ...base, activeAt }) });
      atMs += random.between(1, 180) * MINUTE;
      if (random.chance(0.8)) events.push({ atMs, alert: anAlert({ ...base, activeAt, status: 'resolved' }) });
      atMs += random.between(1, 120) * MINUTE;
    }
  }

  return events.toSorted((a, b) => a.atMs - b.atMs);
}

/** Where alerts went, by receiving's own answer: `<channel>/<id>`. */
type Accepted = ReadonlySet<string>;

async function live(events: readonly Event[]): Promise<Accepted> {
  relay = await startHarness(CHANNELS);
  await relay.pushSettings.write({ settings: settingsOf(SETTINGS), origin: 'api', revision: 1 });
  await relay.inhibitions.write({ settings: INHIBITIONS, origin: 'api', revision: 1 });
  const made = await Promise.all(SILENCES.map((input) => makeSilence(relay, input)));
  silenceIds = made.map(({ id }) => id);
  const went = new Set<string>();
  for (const { atMs, alert } of events) {
    await runTo(atMs);
    const result = await relay.receive([alert]);
    if (result.kind !== 'accepted') throw new Error(`not accepted: ${result.kind}`);
    for (const { id, channels } of result.alerts) for (const name of channels) went.add(`${name}/${id}`);
  }
  // Until the last window has opened and the last silence is over.
  await runTo(START_MS + 2 * DAY + HOUR);

  return went;
}

/** The sweep comes by every five minutes, so that what nobody is woken for is found. */
async function runTo(untilMs: number): Promise<void> {
  while (relay.now() + 5 * MINUTE < untilMs) {
    await relay.runFor(5 * MINUTE);
    await relay.sweep();
  }
  await relay.runUntil(untilMs);
}

async function ends(): Promise<readonly AlertItem[]> {
  const pages = await Promise.all(
    CHANNELS.flatMap(({ name }) => [...SHARDS].map((shard) => relay.alerts.page(name, shard, undefined, 1000))),
  );
  return pages.flatMap((page) => page.items).filter((item) => alertOf(item).source !== OWN_SOURCE);
}

const keyOf = (item: AlertItem) => `${item.channel}/${alertOf(item).id}`;

describe.each(SEEDS)('of a day of alerts (seed %i)', (seed) => {
  beforeAll(async () => {
    accepted = await live(drawDay(seed));
  }, 120_000);
  afterAll(() => relay?.stop());

  test('each has its end, and the counts add up', async () => {
    const items = await ends();
    const byState = Map.groupBy(items, (item) => alertState(item, relay.now()));
    const sum = [...byState.values()].reduce((total, some) => total + some.length, 0);

    expect(items.map(keyOf).toSorted()).toEqual([...accepted].toSorted());
    expect([...byState.keys()].toSorted()).toEqual(['delivered', 'suppressed']);
    expect(sum).toBe(accepted.size);
    // All of it has come up: else this would prove nothing.
    const reasons = new Set(items.map(({ suppressed }) => suppressed));
    expect([...reasons]).toEqual(
      expect.arrayContaining(['silenced', 'inhibited', 'outside-window', 'over-cap', 'recovery-off']),
    );
    // What counts as told was in a message that a robot took.
    const sent = await sentMessages();
    const taken = new Set(sent.map(({ id }) => id));
    for (const { deliveries } of byState.get('delivered') ?? []) {
      expect(deliveries.some((id) => taken.has(id))).toBe(true);
    }
  });

  test('each that was not told was suppressed for what is in force for it', async () => {
    const silences = await silencesOfTheDay();
    for (const item of await ends()) {
      if (item.suppressed === undefined) continue;
      const alert = alertOf(item);
      const isMeant = silences.some((one) => coversChannel(one, item.channel) && isSilenced(one, alert));
      const allowed = {
        silenced: isMeant,
        inhibited: item.level > 2,
        'outside-window': alert.name.startsWith('slow') && item.channel === 'office',
        'recovery-outside-window': alert.name.startsWith('slow') && item.channel === 'office',
        'over-cap': alert.name.startsWith('backup') && item.channel === 'bulk',
        'recovery-off': alert.name.startsWith('backup') && item.channel === 'bulk',
      }[item.suppressed];

      expect([keyOf(item), item.suppressed, allowed]).toEqual([keyOf(item), item.suppressed, true]);
      // Whatever it was for, nobody is left with an alert that fires and was not told, but for one that was dropped.
      if (item.status === 'firing') expect(['outside-window', 'over-cap']).toContain(item.suppressed);
    }
  });

  test('no channel gets more than its caps, and no robot more than its limit', async () => {
    const sent = await sentMessages();
    for (const { name, limits } of CHANNELS) {
      const times = sent.flatMap((one) => (one.channel === name && one.kind !== 'notice' ? [one.at] : []));
      expect(most(times.map((atMs) => Math.floor(atMs / HOUR)))).toBeLessThanOrEqual(limits.perHour ?? times.length);
      expect(most(times.map((atMs) => Math.floor((atMs + 8 * HOUR) / DAY)))).toBeLessThanOrEqual(
        limits.perDay ?? times.length,
      );
      for (const atMs of times) {
        const within = times.filter((other) => other > atMs - MINUTE && other <= atMs).length;
        expect(within).toBeLessThanOrEqual(limits.perMinute);
      }
    }
  });

  test('a silence counts each alert it held once', async () => {
    const counts = (await silencesOfTheDay()).map(({ suppressedCount }) => suppressedCount);
    const silenced = (await ends()).filter(({ suppressed }) => suppressed === 'silenced');
    const met = relay.events.flatMap((event) => (event.kind === 'silenced' ? [event.alertCount] : []));

    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(met.reduce((sum, count) => sum + count, 0));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(silenced.length);
    expect(Math.max(...counts)).toBeGreaterThan(0);
  });
});

async function silencesOfTheDay(): Promise<readonly Silence[]> {
  const found = await Promise.all(silenceIds.map((id) => relay.silences.get(id)));
  return found.filter((one) => one !== undefined);
}

/** The most equal ones of a list. */
function most(list: readonly number[]): number {
  return Math.max(0, ...[...Map.groupBy(list, (one) => one).values()].map(({ length }) => length));
}

async function sentMessages(): Promise<readonly DeliveryDetail[]> {
  const { items } = await relay.ledger.list({ limit: 10_000 });
  const details = await Promise.all(items.map(({ id }) => relay.ledger.get(id)));

  return details.flatMap((one) => (one?.outcome === 'delivered' ? [one] : []));
}
