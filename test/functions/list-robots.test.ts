import { expect, test } from 'vitest';
import { listRobots, type RobotStores } from '#functions/admin/list-robots.ts';
import type { Delivery } from '#shared/delivery/ledger.ts';
import { emptyLane, type Lane } from '#shared/pacing/lane.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';

const NOW = Date.UTC(2026, 10, 21);
const [a, b, c] = [aRobot({ name: 'a' }), aRobot({ name: 'b' }), aRobot({ name: 'c' })];
const limits = { ...aChannel().limits, quotaPool: 'corp-a', monthlyQuota: 3_000 };
const channels = [
  aChannel({ name: 'dba', robots: [a, b], limits }),
  aChannel({ name: 'ops', robots: [c], limits }),
  aChannel({ name: 'wecom', type: 'wecom', robots: [c] }),
];

function delivery(robot: string, outcome: Delivery['outcome'], reason: string): Delivery {
  return {
    id: 'd',
    channel: 'dba',
    robot,
    kind: 'single',
    outcome,
    reason,
    errcode: null,
    errmsg: '',
    attempt: 1,
    at: NOW,
    latencyMs: 1,
    alertCount: 1,
  };
}

function storesOf(lanes: Readonly<Record<string, Partial<Lane>>> = {}) {
  const asked: string[] = [];
  const stores: RobotStores = {
    channels: { listFresh: async () => channels },
    lanes: { get: async (id) => ({ ...emptyLane(id), ...lanes[id] }) },
    quotas: {
      get: async (pool, month) => {
        asked.push(`${pool} ${month}`);
        return { used: 1_200 };
      },
    },
    ledger: {
      list: async ({ channel }) => {
        asked.push(`ledger of ${channel}`);
        return {
          items: [
            delivery('b', 'delivered', ''),
            delivery('a', 'unreachable', 'dns'),
            delivery('b', 'unreachable', 'proxy'),
            delivery('b', 'unreachable', 'tls'),
          ],
          cursor: null,
        };
      },
    },
  };

  return { stores, asked };
}

test('every robot of every channel is listed, each pool read once and no ledger without need', async () => {
  const { stores, asked } = storesOf();
  const rows = await listRobots(stores, NOW);

  expect(rows.map(({ channel, robot, monthCount }) => [channel, robot, monthCount])).toEqual([
    ['dba', 'a', 1_200],
    ['dba', 'b', 1_200],
    ['ops', 'c', 1_200],
    ['wecom', 'c', 0],
  ]);
  expect(asked).toEqual(['pool/corp-a 2026-11']);
});

test('a failing robot is advised by its own last failure', async () => {
  const { stores, asked } = storesOf({ [b.webhookId]: { failures: 2 } });
  const rows = await listRobots(stores, NOW);

  expect(rows[1]).toMatchObject({ robot: 'b', health: 'failing', advice: expect.stringContaining('代理') });
  expect(asked.filter((each) => each.startsWith('ledger'))).toEqual(['ledger of dba']);
});
