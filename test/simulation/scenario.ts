import type { Channel, ChannelRobot, Product } from '#shared/channels/channel.ts';
import { aChannel, aRobot, fakeWebhookUrl } from '#test/builders/channel.ts';
import type { Random } from './random.ts';
import type { RobotSpec } from './virtual-robot.ts';

/** The channels of a run and the robots behind them. */
export interface Scenario {
  readonly channels: readonly Channel[];
  readonly robots: readonly RobotSpec[];
}

const CHANNELS = 10;
const LIMITS = [20, 20, 20, 20, 10, 5] as const;
const INTERVALS_S = [600, 600, 300, 120] as const;

/**
 * Ten channels: several share one robot, two or three another, the rest have
 * their own. Some have more robots, some a channel to fall back on, some caps
 * or a share of a month's quota.
 */
export function drawScenario(random: Random): Scenario {
  const sharing = random.between(3, 6);
  const alsoSharing = random.between(2, 3);
  const robotOf = (at: number) => (at < sharing ? 0 : at < sharing + alsoSharing ? 1 : at);
  const products = new Map<number, Product>();
  const isPooled = random.chance(0.5);
  const channels = Array.from({ length: CHANNELS }, (_, at) => {
    const robot = robotOf(at);
    const type = products.get(robot) ?? (random.chance(0.6) ? 'dingtalk' : 'wecom');
    products.set(robot, type);
    const more = isPooled && random.chance(0.4) ? drawMoreRobots(at, type, robot, products, random) : [];
    return drawChannel(`c${at}`, type, [robot, ...more], random);
  });

  return { channels, robots: robotsOf(channels) };
}

/** One or two further robots: of the channel's own, or one that others speak through as well. */
function drawMoreRobots(
  at: number,
  type: Product,
  home: number,
  products: ReadonlyMap<number, Product>,
  random: Random,
): readonly number[] {
  const own = 100 + at;
  const shared = [...products].find(([robot, product]) => product === type && robot !== home)?.[0];
  if (shared !== undefined && random.chance(0.4)) return [shared];
  return random.chance(0.3) ? [own, 200 + at] : [own];
}

function drawChannel(name: string, type: Product, robots: readonly number[], random: Random): Channel {
  const plain = aChannel();
  const mention = random.chance(0.3) ? { ...plain.mention, mobiles: ['13800000000'] } : plain.mention;
  const [home = 0, ...others] = robots;
  const fallback = random.chance(0.2) ? { fallbackChannel: `c${random.between(0, CHANNELS - 1)}` } : {};
  const quota = random.chance(0.06) ? { monthlyQuota: random.between(10, 60), quotaPool: 'pool' } : {};
  return aChannel({
    name,
    type,
    robots: [robotAt(type, home), ...others.map((other) => robotAt(type, other))],
    mention,
    message: { ...plain.message, recovery: random.chance(0.9), language: random.pick(['zh_CN', 'en_US']) },
    aggregation: {
      ...plain.aggregation,
      enabled: random.chance(0.9),
      intervalSeconds: random.pick(INTERVALS_S),
      firstWaitSeconds: random.chance(0.15) ? random.between(5, 60) : 0,
      holdNew: random.chance(0.1),
    },
    limits: {
      ...plain.limits,
      perMinute: random.pick(LIMITS),
      perHour: random.chance(0.06) ? random.between(3, 40) : null,
      perDay: random.chance(0.04) ? random.between(5, 60) : null,
      ...quota,
    },
    delivery: {
      patienceSeconds: random.pick([30, 120, 120]),
      maxAgeSeconds: random.chance(0.15) ? random.between(120, 900) : 86_400,
      ...(fallback.fallbackChannel === name ? {} : fallback),
    },
  });
}

function robotAt(type: Product, robot: number): ChannelRobot {
  return aRobot({ name: `robot${robot}`, webhookId: `robot${robot}`, secretRef: `${type}/${robot}` });
}

/** The robots of channels, each with the least its channels allow. */
export function robotsOf(channels: readonly Channel[]): readonly RobotSpec[] {
  const all = channels.flatMap((channel) => channel.robots.map((robot) => ({ channel, robot })));
  const byId = Map.groupBy(all, ({ robot }) => robot.webhookId);
  return [...byId].map(([id, uses]) => {
    const product = uses[0]?.channel.type ?? 'dingtalk';
    const limit = Math.min(...uses.map(({ channel }) => channel.limits.perMinute));
    return { id, product, limit, url: urlOf(uses[0]?.robot.secretRef ?? '') };
  });
}

/** The webhook behind a secret's name, `<product>/<number>`. */
export function urlOf(secretRef: string): string {
  const [product, number] = secretRef.split('/');
  return fakeWebhookUrl(product === 'wecom' ? 'wecom' : 'dingtalk', Number(number));
}

/** Channels that a day's cap, or the month of a robot they share, may hold for hours. */
export function heldForLong({ channels }: Scenario): readonly string[] {
  const metered = channels.filter(({ limits }) => limits.monthlyQuota !== null);
  const robots = new Set(metered.flatMap((channel) => channel.robots.map(({ webhookId }) => webhookId)));
  return channels
    .filter(
      (channel) => channel.limits.perDay !== null || channel.robots.some(({ webhookId }) => robots.has(webhookId)),
    )
    .map(({ name }) => name);
}
