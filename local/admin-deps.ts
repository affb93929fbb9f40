import type { AdminDeps, ChannelAdmin, Health, TestResult } from '#functions/admin/deps.ts';
import type { EdgeDeps } from '#functions/edge/app.ts';
import type { Channel } from '#shared/channels/channel.ts';
import { normaliseName } from '#shared/channels/channel-name.ts';
import { createChannel, draftChannel, removeChannel, replaceChannel } from '#shared/channels/manage.ts';
import type { ManagePorts } from '#shared/channels/manage-ports.ts';
import { tellStory } from '#shared/delivery/alert-story.ts';
import { listAlerts } from '#shared/delivery/list-alerts.ts';
import { sendTest, type TestPorts } from '#shared/dispatching/send-test.ts';
import { type RobotStatus, robotStatus } from '#shared/pacing/robot-status.ts';
import type { Stores } from './stores.ts';

/** What administering is made of. */
export interface AdminParts extends EdgeDeps {
  readonly stores: Stores;
  readonly manage: ManagePorts;
  readonly test: TestPorts;
  readonly health: () => Promise<Health>;
}

/** The use cases behind the routes of the administering app. */
export function createAdminDeps({ stores, manage, test, health, ...edge }: AdminParts): AdminDeps {
  const channels = channelAdmin(manage);
  const channelNames = async () => (await stores.channels.list()).map((channel) => channel.name);

  return {
    ...edge,
    channels,
    health,
    sendTest: async (name) => testStored(await channels.get(name), test),
    sendTestDraft: (input) => testDraft(input, manage, test),
    listDeliveries: (query) => stores.ledger.list(query),
    getDelivery: (id) => stores.ledger.get(id),
    listAlerts: async (query) => listAlerts(query, await channelNames(), stores.alerts),
    alertStory: (id, source) => tellStory(id, source, { ...stores, channelNames }),
    robots: () => listRobots(stores, edge.now()),
  };
}

function channelAdmin(ports: ManagePorts): ChannelAdmin {
  return {
    list: () => ports.channels.listFresh(),
    get: async (name) => (await ports.channels.listFresh()).find((channel) => channel.name === normaliseName(name)),
    create: (input) => createChannel(input, ports),
    replace: (name, input) => replaceChannel(name, input, ports),
    remove: (name) => removeChannel(name, ports),
  };
}

async function testStored(channel: Channel | undefined, ports: TestPorts): Promise<TestResult> {
  if (channel === undefined) return { kind: 'not-found' };

  return { kind: 'verdict', verdict: await sendTest(channel, 'stored', ports) };
}

async function testDraft(input: unknown, manage: ManagePorts, ports: TestPorts): Promise<TestResult> {
  const draft = await draftChannel(input, manage);
  if (draft.kind === 'invalid') return draft;
  const secret = draft.secrets.get(draft.channel.robots[0].secretRef);

  return { kind: 'verdict', verdict: await sendTest(draft.channel, secret ?? 'stored', ports) };
}

async function listRobots({ channels, lanes }: Stores, nowMs: number): Promise<readonly RobotStatus[]> {
  const all = (await channels.listFresh()).flatMap((channel) => channel.robots.map((robot) => ({ channel, robot })));

  return Promise.all(
    all.map(async ({ channel, robot }) => robotStatus(channel, robot, await lanes.get(robot.webhookId), nowMs)),
  );
}
