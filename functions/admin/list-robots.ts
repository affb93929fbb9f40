import type { Channel, ChannelRobot } from '#shared/channels/channel.ts';
import type { ChannelStore } from '#shared/channels/channel-store.ts';
import type { Delivery, Ledger } from '#shared/delivery/ledger.ts';
import type { LaneStore } from '#shared/pacing/lane-store.ts';
import { quotaMonth, quotaPoolOf } from '#shared/pacing/quota.ts';
import type { QuotaCount, QuotaStore } from '#shared/pacing/quota-store.ts';
import { healthOf, type RobotStatus, robotStatus } from '#shared/pacing/robot-status.ts';

/** Where the state of robots is kept. */
export interface RobotStores {
  readonly channels: Pick<ChannelStore, 'listFresh'>;
  readonly lanes: Pick<LaneStore, 'get'>;
  readonly quotas: Pick<QuotaStore, 'get'>;
  readonly ledger: Pick<Ledger, 'list'>;
}

/** Attempts looked through for a robot's last failure: those of a failing robot are the newest. */
const ATTEMPTS = 20;

/** Every robot of every channel, as it is now. A pool is read once, however many robots share it. */
export async function listRobots(stores: RobotStores, nowMs: number): Promise<readonly RobotStatus[]> {
  const channels = await stores.channels.listFresh();
  const quotas = await readQuotas(channels, stores, nowMs);

  return Promise.all(
    channels.flatMap((channel) =>
      channel.robots.map(async (robot) => {
        const lane = await stores.lanes.get(robot.webhookId);
        const quota = quotas.get(quotaPoolOf(channel) ?? '');
        const failing = healthOf(lane, nowMs) === 'failing';
        const lastFailure = failing ? await lastFailureOf(channel, robot, stores) : undefined;
        const around = {
          channels,
          ...(quota === undefined ? {} : { quota }),
          ...(lastFailure === undefined ? {} : { lastFailure }),
        };
        return robotStatus(channel, robot, lane, around, nowMs);
      }),
    ),
  );
}

async function readQuotas(
  channels: readonly Channel[],
  { quotas }: RobotStores,
  nowMs: number,
): Promise<ReadonlyMap<string, QuotaCount>> {
  const pools = new Set(channels.flatMap((channel) => quotaPoolOf(channel) ?? []));
  return new Map(
    await Promise.all([...pools].map(async (pool) => [pool, await quotas.get(pool, quotaMonth(nowMs))] as const)),
  );
}

async function lastFailureOf(
  channel: Channel,
  robot: ChannelRobot,
  { ledger }: RobotStores,
): Promise<Delivery | undefined> {
  const { items } = await ledger.list({ channel: channel.name, limit: ATTEMPTS });
  return items.find((delivery) => delivery.robot === robot.name && delivery.outcome !== 'delivered');
}
