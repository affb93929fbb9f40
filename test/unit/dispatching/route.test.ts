import { describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import {
  type ChannelRoute,
  joinRoutes,
  patienceEndsAt,
  type Route,
  type RouteContext,
  robotOf,
  routeOf,
} from '#shared/dispatching/route.ts';
import type { Sight } from '#shared/pacing/choose-robot.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const PATIENCE_MS = 120_000;
const [ONE, TWO, LENT] = [aRobot({ name: '1' }), aRobot({ name: '2' }), aRobot({ name: '3' })];
const DBA = aChannel({ name: 'dba', robots: [ONE] });
const POOL = aChannel({ name: 'dba', robots: [ONE, TWO] });
const FALLBACK = aChannel({ name: 'wecom', robots: [LENT] });

const WELL: Partial<Lane> = {};
const MUTED: Partial<Lane> = { mutedUntil: NOW + 600_000, troubleSince: NOW - 1_000 };
const FAILING: Partial<Lane> = { failures: 2, retryAt: NOW + 20_000, troubleSince: NOW - 30_000 };
/** It has been failing for longer than a channel's patience. */
const SICK: Partial<Lane> = { failures: 5, retryAt: NOW + 50_000, troubleSince: NOW - PATIENCE_MS };
const ON_PROBATION: Partial<Lane> = { failures: 5, retryAt: NOW, troubleSince: NOW - PATIENCE_MS };
const USED_UP: Partial<Lane> = { slots: Array.from({ length: 20 }, (_, at) => NOW - 30_000 + at) };

function sight(id: string, lane: Partial<Lane>): Sight {
  return { lane: { ...emptyLane(id), ...lane }, limit: 20 };
}

interface Robots {
  readonly one?: Partial<Lane>;
  readonly two?: Partial<Lane>;
  readonly lent?: Partial<Lane>;
}

function routed(channel: Channel, robots: Robots, context: Partial<RouteContext> = {}): ChannelRoute {
  const sights = new Map(
    [
      [ONE.webhookId, robots.one] as const,
      [TWO.webhookId, robots.two] as const,
      [LENT.webhookId, robots.lent] as const,
    ].flatMap(([id, lane]) => (lane === undefined ? [] : [[id, sight(id, lane)] as const])),
  );
  return routeOf(channel, { sights, quotaGone: false, hasDown: false, nowMs: NOW, ...context });
}

/** The robot a route goes through, by the name its channel has for it, and whose it is. */
function speaker(route: ChannelRoute): string {
  if (route.kind === 'hindered') return `none for ${(route.untilMs - NOW) / 1000} s`;
  const robot = [ONE, TWO, LENT].find(({ webhookId }) => webhookId === route.sight.lane.id);

  return `${robot?.name}${route.fallback === undefined ? '' : ` of ${route.fallback.name}`}`;
}

describe('a channel speaks through', () => {
  test.each<[string, Channel, Robots, string]>([
    ['its own robot while that works', DBA, { one: WELL, lent: WELL }, '1'],
    ['its second when the first is muted', POOL, { one: MUTED, two: WELL, lent: WELL }, '2'],
    ['nobody else while it is patient', DBA, { one: FAILING, lent: WELL }, 'none for 20 s'],
    ['its fallback’s when its patience is over', DBA, { one: SICK, lent: WELL }, '3 of wecom'],
    ['its own again when that may be tried', DBA, { one: ON_PROBATION, lent: WELL }, '1'],
    ['its second although its fallback’s would work', POOL, { one: SICK, two: WELL, lent: WELL }, '2'],
    ['its fallback’s when all its own are sick', POOL, { one: SICK, two: SICK, lent: WELL }, '3 of wecom'],
    [
      'nobody while one of its own is sick for a short time only',
      POOL,
      { one: SICK, two: FAILING, lent: WELL },
      'none for 20 s',
    ],
    ['nobody while no robot can send, and looks when the first can', DBA, { one: SICK, lent: MUTED }, 'none for 50 s'],
    // Pacing knows best how long that takes: it sees what waits.
    ['its own where only a slot is missing', DBA, { one: USED_UP, lent: WELL }, '1'],
    ['its second where the first has no slot', POOL, { one: USED_UP, two: WELL }, '2'],
    [
      'nobody where the second lacks a slot and the first works less',
      POOL,
      { one: FAILING, two: USED_UP },
      'none for 20 s',
    ],
  ])('%s', (_, channel, robots, expected) => {
    expect(speaker(routed(channel, robots, { fallback: FALLBACK }))).toBe(expected);
  });

  test('its own robots only, where it has no fallback', () => {
    expect(speaker(routed(DBA, { one: SICK, lent: WELL }))).toBe('none for 50 s');
  });

  test('nobody when its robots were not seen', () => {
    expect(routed(DBA, {})).toEqual({ kind: 'hindered', untilMs: NOW + 1_000 });
  });
});

describe('a channel that can’t speak looks again', () => {
  test('when its patience ends, if that is sooner than a robot', () => {
    const waiting = { one: { ...SICK, troubleSince: NOW - PATIENCE_MS + 7_000 }, lent: WELL };

    expect(speaker(routed(DBA, waiting, { fallback: FALLBACK }))).toBe('none for 7 s');
    expect(speaker(routed(DBA, waiting))).toBe('none for 50 s');
  });

  test('when a robot can, once its patience is over', () => {
    expect(speaker(routed(DBA, { one: SICK, lent: FAILING }, { fallback: FALLBACK }))).toBe('none for 20 s');
  });
});

describe('a month’s quota that is used up', () => {
  test('sends a channel to its fallback at once, though its robot would work', () => {
    expect(speaker(routed(DBA, { one: WELL, lent: WELL }, { fallback: FALLBACK, quotaGone: true }))).toBe('3 of wecom');
    expect(speaker(routed(POOL, { one: WELL, two: WELL, lent: WELL }, { fallback: FALLBACK, quotaGone: true }))).toBe(
      '3 of wecom',
    );
  });

  test('leaves it with its own robot where there is no other: the robot decides', () => {
    expect(speaker(routed(DBA, { one: WELL }, { quotaGone: true }))).toBe('1');
  });

  test('tries its own robots only when the fallback’s are in trouble too', () => {
    expect(speaker(routed(DBA, { one: WELL, lent: MUTED }, { fallback: FALLBACK, quotaGone: true }))).toBe('1');
    expect(speaker(routed(DBA, { one: WELL, lent: USED_UP }, { fallback: FALLBACK, quotaGone: true }))).toBe(
      'none for 31 s',
    );
  });
});

describe('a down', () => {
  test('takes the fallback’s healthy robot before one that is to be tried', () => {
    const robots = { one: ON_PROBATION, lent: WELL };

    expect(speaker(routed(DBA, robots, { fallback: FALLBACK, hasDown: true }))).toBe('3 of wecom');
  });
});

describe('all robots of a channel fail', () => {
  function since(channel: Channel, robots: Robots, context: Partial<RouteContext> = {}) {
    const route = routed(channel, robots, context);
    return route.kind === 'through' ? route.failingSince : 'hindered';
  }

  test('since the last of them began to', () => {
    const two: Partial<Lane> = { ...ON_PROBATION, troubleSince: NOW - 40_000 };

    expect(since(DBA, { one: ON_PROBATION })).toBe(NOW - PATIENCE_MS);
    expect(since(POOL, { one: ON_PROBATION, two })).toBe(NOW - 40_000);
    expect(since(DBA, { one: ON_PROBATION, lent: two }, { fallback: FALLBACK })).toBe(NOW - 40_000);
  });

  test('not while one does not, be it the fallback’s', () => {
    expect(since(POOL, { one: ON_PROBATION, two: WELL })).toBeUndefined();
    expect(since(DBA, { one: ON_PROBATION, lent: WELL }, { fallback: FALLBACK })).toBeUndefined();
  });

  test('not while one is merely muted', () => {
    expect(since(POOL, { one: ON_PROBATION, two: MUTED })).toBeUndefined();
  });

  test('not where one failed for a moment, long ago', () => {
    const longAgo = { failures: 1, retryAt: NOW - 3_595_000, troubleSince: NOW - 3_600_000 };

    expect(since(DBA, { one: longAgo })).toBeUndefined();
    expect(since(POOL, { one: ON_PROBATION, two: longAgo })).toBeUndefined();
  });

  test('not where a refusal left one with failures but no trouble', () => {
    expect(since(DBA, { one: { failures: 2 } })).toBeUndefined();
  });
});

describe('the patience of a channel', () => {
  test('begins when the last of its robots got into trouble', () => {
    const own = [sight('a', SICK), sight('b', FAILING)];

    expect(patienceEndsAt(POOL, own, NOW)).toBe(NOW - 30_000 + PATIENCE_MS);
  });

  test('does not begin while one of them is well, or none is known', () => {
    expect(patienceEndsAt(POOL, [sight('a', SICK), sight('b', WELL)], NOW)).toBeUndefined();
    expect(patienceEndsAt(POOL, [], NOW)).toBeUndefined();
  });

  test('does not count from a moment long ago: a down is told by the channel’s own robot', () => {
    const one = { failures: 1, retryAt: NOW - 3_595_000, troubleSince: NOW - 3_600_000 };
    expect(speaker(routed(DBA, { one, lent: WELL }, { fallback: FALLBACK, hasDown: true }))).toBe('1');
  });

  test('is over at its very end', () => {
    const patient = { one: { ...SICK, troubleSince: NOW - PATIENCE_MS + 1 }, lent: WELL };

    expect(speaker(routed(DBA, patient, { fallback: FALLBACK }))).toBe('none for 0.001 s');
    expect(speaker(routed(DBA, { one: SICK, lent: WELL }, { fallback: FALLBACK }))).toBe('3 of wecom');
  });
});

describe('channels that take the same way', () => {
  const through = (id: string, more: Partial<Extract<ChannelRoute, { kind: 'through' }>> = {}) =>
    ({ kind: 'through', sight: sight(id, {}), ...more }) as const;
  const ops = aChannel({ name: 'ops', robots: [ONE] });

  test('share its messages, and each keeps since when its robots fail', () => {
    const routes = joinRoutes([
      { channel: DBA, route: through(ONE.webhookId, { failingSince: NOW - 5 }) },
      { channel: ops, route: through(ONE.webhookId) },
    ]);

    expect(routes).toEqual([
      {
        robotLane: emptyLane(ONE.webhookId),
        limit: 20,
        channels: [DBA, ops],
        failingSince: new Map([['dba', NOW - 5]]),
      },
    ]);
  });

  test('do not, where one of them is lent the robot: it speaks in another’s words', () => {
    const routes = joinRoutes([
      { channel: DBA, route: through(LENT.webhookId, { fallback: FALLBACK }) },
      { channel: FALLBACK, route: through(LENT.webhookId) },
      { channel: ops, route: through(LENT.webhookId, { fallback: FALLBACK }) },
    ]);

    expect(routes.map(({ channels, fallback }) => [channels.map(({ name }) => name), fallback?.name])).toEqual([
      [['dba', 'ops'], 'wecom'],
      [['wecom'], undefined],
    ]);
  });

  test('do not, where their robots differ', () => {
    const routes = joinRoutes([
      { channel: DBA, route: through(ONE.webhookId) },
      { channel: ops, route: through(TWO.webhookId) },
    ]);

    expect(routes).toHaveLength(2);
  });
});

describe('the robot of a route', () => {
  const base: Route = {
    robotLane: emptyLane(TWO.webhookId),
    limit: 20,
    channels: [DBA, POOL],
    failingSince: new Map(),
  };

  test('is known by the first of its channels that has it', () => {
    expect(robotOf(base)).toEqual({ channel: POOL, robot: TWO });
  });

  test('is the lending channel’s where it is lent', () => {
    const lender = aChannel({ name: 'lender', robots: [LENT, { ...TWO, name: 'its own name' }] });

    expect(robotOf({ ...base, fallback: lender }).robot.name).toBe('its own name');
  });

  test('of none of its channels is a bug that says so', () => {
    expect(() => robotOf({ ...base, robotLane: emptyLane('?') })).toThrow(
      'a route goes through a robot of its channels',
    );
  });
});
